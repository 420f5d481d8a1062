-- promise: branches.delete
-- why: A branch that was deleted still counts as live.
select pg_temp.edit(
    'pggit_internal.live_branch',
    $$where b.name = p_name and b.status <> 'DELETED'$$,
    'where b.name = p_name order by b.id limit 1'
);

-- promise: branches.delete
-- why: All branches but main are deleted.
select pg_temp.edit(
    'pggit.delete_branch',
    $$update pggit.branches set status = 'DELETED' where id = v_branch.id returning * into v_branch;$$,
    $$update pggit.branches set status = 'DELETED' where name <> 'main' returning * into v_branch;$$
);

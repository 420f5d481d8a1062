-- why: The check of reachability begins with the tags.
select pg_temp.edit(
    'pggit_internal.is_reachable_without',
    $$        select b.head_commit_hash as hash
        from pggit.branches as b
        where b.status <> 'DELETED' and b.id <> p_branch_id
        union
        select t.commit_hash from pggit.tags as t
$$,
    $$        select t.commit_hash as hash from pggit.tags as t
        union
        select b.head_commit_hash
        from pggit.branches as b
        where b.status <> 'DELETED' and b.id <> p_branch_id
$$
);

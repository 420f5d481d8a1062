-- promise: branches.delete
-- why: A tag does not keep a commit reachable, so a tagged branch cannot be deleted.
select pg_temp.edit(
    'pggit_internal.is_reachable_without',
    'select t.commit_hash from pggit.tags as t',
    'select t.commit_hash from pggit.tags as t where false'
);

-- promise: branches.delete
-- why: A commit that another branch has gone on from counts as lost.
select pg_temp.edit(
    'pggit_internal.is_reachable_without',
    'where parent.hash is not null',
    'where false'
);

-- promise: refs.ambiguous
-- why: fsck does not warn of a name that two kinds of refs have.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'having count(distinct ref.kind) > 1',
    'having false'
);

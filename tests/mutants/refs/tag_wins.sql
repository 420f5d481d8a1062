-- promise: refs.ambiguous
-- why: Of a branch and a tag of one name, the tag wins.
select pg_temp.edit(
    'pggit_internal.resolve_commit',
    'select 1 as position, b.head_commit_hash',
    'select 4 as position, b.head_commit_hash'
);

-- promise: refs.ambiguous
-- why: Of a tag and a commit's ID of one name, the ID wins.
select pg_temp.edit(
    'pggit_internal.resolve_commit',
    'select 3, c.hash',
    'select 0, c.hash'
);

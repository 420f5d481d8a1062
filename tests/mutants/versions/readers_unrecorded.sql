-- promise: versions.renames
-- why: What reads a relation is not recorded when columns of it come and go.
select pg_temp.edit(
    'pggit_internal.record_readers',
    $$where o.definition_hash <>$$,
    $$where false and o.definition_hash <>$$
);

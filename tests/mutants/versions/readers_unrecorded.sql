-- promise: versions.renames
-- why: What reads a relation is not recorded when columns of it come and go.
select pg_temp.edit(
    'pggit_internal.record_readers',
    $$) as reader;$$,
    $$) as reader where false;$$
);

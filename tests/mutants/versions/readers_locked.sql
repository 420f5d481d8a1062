-- promise: rules.no-waiting
-- why: DDL on one table of a view waits for DDL on another one.
select pg_temp.edit(
    'pggit_internal.record_readers',
    $$where o.definition_hash <>$$,
    $$where true or o.definition_hash <>$$
);

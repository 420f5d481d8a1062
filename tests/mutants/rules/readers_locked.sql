-- promise: rules.no-waiting
-- why: DDL on one table of a view waits for DDL on another one.
select pg_temp.edit(
    'pggit_internal.readers',
    $$end ~ p_pattern;$$,
    $$end ~ '';$$
);

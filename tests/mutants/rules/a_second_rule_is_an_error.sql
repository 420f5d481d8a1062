-- promise: rules.same-effect
-- why: The rules of a table are read as if it had one: DDL on a table with two fails.
select pg_temp.edit('pggit_internal.rule_definitions', 'select jsonb_object_agg(', 'select jsonb_build_object(');

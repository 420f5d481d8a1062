-- promise: rules.session
-- why: The number of a step comes from a sequence, so lastval() is pggit's after DDL.
create sequence pggit_internal.steps start 1000000;
grant usage on sequence pggit_internal.steps to public;
select pg_temp.edit('pggit_internal.write_step', 'pggit_internal.new_id();', $$nextval('pggit_internal.steps');$$);

-- promise: rules.errors
-- why: A null p_force deletes like force.
select pg_temp.edit('pggit.delete_branch', 'if p_force is null then', 'if false then');

-- promise: data.keys
-- why: A branch takes rows that break a check.
select pg_temp.edit('pggit_internal.own_check', 'where c.oid = p_constraint', 'where false and c.oid = p_constraint');

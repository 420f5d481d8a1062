-- promise: data.additions
-- why: A table with data branches cannot get a column.
select pg_temp.edit('pggit_internal.carrying_plan', 'or not pggit_internal.can_carry_over(v_table, v_old, v_new)', 'or true');

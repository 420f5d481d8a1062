-- promise: rules.caller
-- why: DROP OWNED records the drift of every table with a policy.
select pg_temp.edit(
    'pggit_internal.record_side_effects',
    'where p.xmin = any (v_xids)',
    ''
);

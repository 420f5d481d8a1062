-- promise: versions.hash-laws
-- why: A constraint's name does not count: only the last of each kind is looked at.
select pg_temp.edit(
    'pggit_internal.constraint_definitions',
    'to_json(v_constraint.conname::text)',
    'to_json(v_constraint.contype::text)'
);

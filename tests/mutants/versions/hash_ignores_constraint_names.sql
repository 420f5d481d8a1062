-- promise: versions.hash-laws
-- why: A constraint's name does not count: only the last of each kind is looked at.
select pg_temp.edit(
    'pggit_internal.constraint_definitions',
    'jsonb_build_object(v_constraint.conname, v_part)',
    'jsonb_build_object(v_constraint.contype, v_part)'
);

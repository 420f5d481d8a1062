-- promise: versions.tracking
-- why: The patch number is not reset by a larger step.
select pg_temp.edit(
    'pggit_internal.record_change',
    $$when 'patch' then v_old.patch + 1 else 0 end$$,
    $$when 'patch' then v_old.patch + 1 else v_old.patch end$$
);

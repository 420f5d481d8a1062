-- promise: versions.tracking
-- why: A renamed object is taken for a new one.
select pg_temp.edit(
    'pggit_internal.record_change',
    $$if v_old.id is null and p_command_tag like 'ALTER %' then$$,
    'if false then'
);

-- promise: data.rights
-- why: A table gets another owner, and its branches do not.
select pg_temp.edit(
    'pggit_internal.refused_overlay_change',
    $$if v_object.command_tag like 'ALTER %' and not exists ($$,
    $$if false and not exists ($$
);

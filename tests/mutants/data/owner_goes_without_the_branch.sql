-- promise: data.rights
-- why: A table gets another owner, and its branches do not.
select pg_temp.edit(
    'pggit_internal.refuse_overlay_change',
    $$if v_object.command_tag like 'ALTER %' then$$,
    $$if false then$$
);

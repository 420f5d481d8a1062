-- promise: data.rights
-- why: What is revoked on the table stays granted on its branches.
select pg_temp.edit(
    'pggit_internal.on_ddl_command_end',
    $$if tg_tag in ('GRANT', 'REVOKE', 'DROP OWNED') then$$,
    $$if false then$$
);

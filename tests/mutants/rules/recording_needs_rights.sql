-- promise: rules.rights
-- why: DDL of a role without rights on the record fails.
alter function pggit_internal.on_ddl_command_end() security invoker;

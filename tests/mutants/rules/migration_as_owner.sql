-- promise: rules.caller
-- why: SECURITY DEFINER is added: a migration's script runs with the rights of pggit's owner.
alter function pggit_internal.apply_migration(text, text, text, text, text) security definer;

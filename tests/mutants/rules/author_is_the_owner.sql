-- promise: rules.caller
-- why: The author of everything is pggit's owner.
create or replace function pggit_internal.caller()
returns name
language sql
stable
return current_user;

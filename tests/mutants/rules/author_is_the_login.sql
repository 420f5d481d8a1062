-- promise: rules.caller
-- why: Behind SET ROLE, the author is the role that logged in.
create or replace function pggit_internal.caller()
returns name
language sql
stable
return session_user;

-- The role that gets the credit: the one set by SET ROLE, else the login. current_user would be the
-- owner of the SECURITY DEFINER function that asks. (No role can be called "none".)
create or replace function pggit_internal.caller()
returns name
language sql
stable
return coalesce(nullif(current_setting('role'), 'none'), session_user)::name;

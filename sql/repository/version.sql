-- The version of pggit that this script installs.
create or replace function pggit_internal.version()
returns text
language sql
immutable
return '0.2.0';

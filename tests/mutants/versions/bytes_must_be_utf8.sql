-- promise: versions.encoding
-- why: DDL fails where a SQL_ASCII database holds what is not UTF-8.
create or replace function pggit_internal.utf8(p_text text)
returns bytea
language sql
stable
return convert_to(p_text, 'UTF8');

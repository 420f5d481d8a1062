-- promise: versions.encoding
-- why: A text has another hash in a database of another encoding.
create or replace function pggit_internal.utf8(p_text text)
returns bytea
language sql
stable
return convert_to(p_text, getdatabaseencoding());

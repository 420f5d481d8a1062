-- promise: versions.hash-laws
-- why: Every hash is the same.
create or replace function pggit_internal.sha256_hex(p_text text)
returns text
language sql
stable
return repeat('0', 64);

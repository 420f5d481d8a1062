-- 64 hex digits over the UTF-8 bytes of a text, whatever the database's encoding.
create or replace function pggit_internal.sha256_hex(p_text text)
returns text
language sql
stable
return encode(sha256(convert_to(p_text, 'UTF8')), 'hex');

-- The leaf of the tree that holds an object.
create or replace function pggit_internal.tree_prefix(p_object_type text, p_identity text)
returns text
language sql
stable
return left(pggit_internal.sha256_hex(p_object_type || ' ' || p_identity), 2);

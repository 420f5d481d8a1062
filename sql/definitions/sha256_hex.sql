-- 64 hex digits over the UTF-8 bytes of a text, whatever the database's encoding.
create or replace function pggit_internal.sha256_hex(p_text text)
returns text
language sql
stable
return encode(sha256(convert_to(p_text, 'UTF8')), 'hex');

-- What an identity is indexed and filed under, the same on every major version.
create or replace function pggit_internal.identity_key(p_identity text)
returns text
language sql
stable
return encode(sha256(convert_to(pggit_internal.spelled_alike(p_identity), 'UTF8')), 'hex');

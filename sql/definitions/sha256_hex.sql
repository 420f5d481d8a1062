-- Return the hash of a text's bytes in UTF-8 (pggit_internal.utf8) as 64 hex digits.
create or replace function pggit_internal.sha256_hex(p_text text)
returns text
language sql
stable
return encode(sha256(pggit_internal.utf8(p_text)), 'hex');

-- What an identity is indexed and filed under, the same on every major version.
create or replace function pggit_internal.identity_key(p_identity text)
returns text
language sql
stable
return encode(sha256(pggit_internal.utf8(pggit_internal.spelled_alike(p_identity))), 'hex');

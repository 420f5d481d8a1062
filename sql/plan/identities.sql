-- Names of objects, taken apart.

-- Return the first half of an object, its type: "materialized view public.totals". One type has a blank in
-- it.
create or replace function pggit_internal.object_type(p_object text)
returns text
language sql
immutable
return substring(p_object from '^(?:materialized view|\w+)');

-- Return the second half, its identity.
create or replace function pggit_internal.object_identity(p_object text)
returns text
language sql
immutable
return substr(p_object, length(pggit_internal.object_type(p_object)) + 2);

-- Return an identity without its schema: the name by which an expression of a relation refers to it.
create or replace function pggit_internal.own_name(p_identity text)
returns text
language sql
immutable
return (regexp_match(p_identity, '^(?:"(?:[^"]|"")*"|[^".]+)\.(.+)$'))[1];

-- Return an object's identity as SQL that runs on every major version.
create or replace function pggit_internal.sql_name(p_object text)
returns text
language sql
immutable
return pggit_internal.runnable(pggit_internal.object_identity(p_object));

-- Return a name that something has for a while, because its own is another's: short enough for any suffix.
-- p_ending: old or new.
create or replace function pggit_internal.stand_in(p_name text, p_ending text)
returns text
language sql
immutable
return case
    when octet_length(p_name) <= 50 then p_name
    else left(p_name, 8) || '_' || substr(md5(p_name), 1, 12)
end || '__' || p_ending;

-- Return the identity that an object other than a schema has while another takes its own.
create or replace function pggit_internal.stand_in_identity(p_identity text)
returns text
language sql
immutable
return pggit_internal.schema_of(p_identity) || '.' || quote_ident(pggit_internal.stand_in(
    pggit_internal.unquoted(pggit_internal.own_name(pggit_internal.mentionable(p_identity))), 'old'
)) || substr(p_identity, length(pggit_internal.mentionable(p_identity)) + 1);

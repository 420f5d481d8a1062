-- The schema in an identity, quoted where it has to be; a schema's own identity is its name.
create or replace function pggit_internal.schema_of(p_identity text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return pggit_internal.spelled_alike(quote_ident((parse_ident(p_identity, strict => false))[1]));
end
$$;

-- What follows the schema in an identity, with a routine's arguments.
create or replace function pggit_internal.name_of(p_identity text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return substr(p_identity, length(pggit_internal.schema_of(p_identity)) + 2);
end
$$;

-- Whether the catalog has an object of this type and identity.
create or replace function pggit_internal.is_in_catalog(p_object_type text, p_identity text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case p_object_type
        when 'schema' then to_regnamespace(p_identity) is not null
        -- to_regtype() fails where a part of the name is a keyword.
        when 'type' then exists (
            select
            from pg_type as t
            join pg_namespace as n on n.oid = t.typnamespace
            where array[n.nspname, t.typname]::text[] = parse_ident(p_identity)
        )
        when 'table' then to_regclass(p_identity) is not null
        when 'view' then to_regclass(p_identity) is not null
        when 'materialized view' then to_regclass(p_identity) is not null
        when 'sequence' then to_regclass(p_identity) is not null
        -- A routine; to_regprocedure() fails where the type of an argument is gone.
        else exists (
            select
            from pg_proc as p
            cross join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) as i
            where p.proname = (parse_ident(p_identity, strict => false))[2] and pggit_internal.spelled_alike(i.identity) = p_identity
        )
    end;
end
$$;

-- Return an identity as it was before another object in it was renamed: the type of an argument (p_from and
-- p_to are its identities), or the schema (with its dot). Null where nothing was renamed.
create or replace function pggit_internal.identity_before(p_identity text, p_from text, p_to text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return regexp_replace(
        p_identity,
        format(
            case when right(p_to, 1) = '.' then '(^|[(, ])%s' else '([(, ])%s(?![^],()[])' end,
            regexp_replace(p_to, '(\W)', '\\\1', 'g')
        ),
        '\1' || replace(p_from, '\', '\\'),
        'g'
    );
end
$$;

-- Whether two definitions differ at most in texts that mention the object, each by the name that it has
-- there: a policy or a rule can query its own table. (The server derives aliases from the name, so the texts
-- need not be equal word for word.) The names are patterns of pggit_internal.mention().
create or replace function pggit_internal.is_alike(p_old jsonb, p_new jsonb, p_old_name text, p_new_name text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when p_old = p_new then true
        when jsonb_typeof(p_old) is distinct from jsonb_typeof(p_new) then false
        when jsonb_typeof(p_old) = 'object' then (
            select bool_and(coalesce(pggit_internal.is_alike(o.value, n.value, p_old_name, p_new_name), false))
            from jsonb_each(p_old) as o
            full join jsonb_each(p_new) as n on n.key = o.key
        )
        when jsonb_typeof(p_old) = 'array' then (
            select bool_and(coalesce(pggit_internal.is_alike(o.value, n.value, p_old_name, p_new_name), false))
            from jsonb_array_elements(p_old) with ordinality as o (value, position)
            full join jsonb_array_elements(p_new) with ordinality as n (value, position)
                on n.position = o.position
        )
        else translate(p_old #>> '{}', '"''', '') ~ p_old_name
            and translate(p_new #>> '{}', '"''', '') ~ p_new_name
    end;
end
$$;

-- Return a pattern for the name in an identity, without schema and arguments, in a text without quotation
-- marks.
create or replace function pggit_internal.mention(p_identity text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return format(
        '(^|\W)%s(\W|$)',
        regexp_replace(
            translate((parse_ident(p_identity, strict => false))[2], '"''', ''), '(\W)', '\\\1', 'g'
        )
    );
end
$$;

-- The id of the tracked object that an ALTER has just given another name or schema: recorded, but no
-- longer in the catalog. Where several are missing (their schema was renamed, or a type that is in their
-- signature): the one called p_was, or like the object in its old schema, or the one with the same
-- definition. One that mentions itself has another definition under another name. Null where there is none.
create or replace function pggit_internal.find_renamed(
    p_object_type text, p_identity text, p_definition jsonb, p_definition_hash text, p_was text
)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id bigint;
begin
    -- Nothing is left in a schema that is no more: no need to look at all the others.
    select o.id into v_id
    from pggit_internal.objects as o
    where o.key = pggit_internal.identity_key(p_was)
        and o.object_type = p_object_type
        and o.is_live
        and to_regnamespace(pggit_internal.schema_of(p_was)) is null;
    if not found then
        select o.id into v_id
        from pggit_internal.objects as o
        where o.object_type = p_object_type
            and o.is_live
            -- A rename changes nothing else; of anything else, the old object is not this one. What a routine
            -- takes may have been renamed.
            and (
                o.definition_hash = p_definition_hash
                or o.identity = p_was
                or split_part(pggit_internal.name_of(o.identity), '(', 1)
                    = split_part(pggit_internal.name_of(p_identity), '(', 1)
            )
            and not pggit_internal.is_in_catalog(o.object_type, o.identity)
        order by
            (o.identity = p_was) desc nulls last,
            (pggit_internal.name_of(o.identity) = pggit_internal.name_of(p_identity)) desc,
            (o.definition_hash = p_definition_hash) desc,
            o.id desc
        limit 1;
    end if;
    if not found then
        select o.id into v_id
        from pggit_internal.objects as o
        where o.object_type = p_object_type
            and o.is_live
            and starts_with(o.identity, pggit_internal.schema_of(p_identity) || '.')
            and not pggit_internal.is_in_catalog(o.object_type, o.identity)
            and pggit_internal.is_alike(
                o.definition, p_definition, pggit_internal.mention(o.identity), pggit_internal.mention(p_identity)
            )
        order by o.id desc
        limit 1;
    end if;
    return v_id;
end
$$;

-- Find and lock the object that p_object was before its rename, all nulls where there is none; 40001 where it
-- is newer than the transaction's snapshot.
create or replace function pggit_internal.renamed_from(p_object pggit_internal.objects, p_was text)
returns pggit_internal.objects
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_has_old_snapshot constant boolean := pggit_internal.has_old_snapshot();
    v_id bigint;
    v_object pggit_internal.objects;
begin
    if v_has_old_snapshot then
        v_id := pggit_internal.by_latest_snapshot('renamed', to_jsonb(p_object) || jsonb_build_object('was', p_was));
    else
        v_id := pggit_internal.find_renamed(
            p_object.object_type, p_object.identity, p_object.definition, p_object.definition_hash, p_was
        );
    end if;
    -- As it was found: what another session made of it while we waited for the row must be looked at anew.
    select o.* into v_object
    from pggit_internal.objects as o
    where o.id = v_id and o.seal = (select found.seal from pggit_internal.objects as found where found.id = v_id)
    for update;
    if v_object.id is distinct from v_id and v_has_old_snapshot then
        perform pggit_internal.raise_newer(p_object.identity);
    end if;
    return v_object;
end
$$;

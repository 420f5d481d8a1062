-- What is live of the first schema of a plan: there what no definition holds can be read.

-- Return the catalog and the OID of a live object ("view public.v"); null where it is not live.
create or replace function pggit_internal.live_object(p_object text, out classid oid, out objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type constant text := pggit_internal.object_type(p_object);
    v_identity constant text := pggit_internal.object_identity(p_object);
begin
    case
        when v_type = 'schema' then
            classid := 'pg_namespace'::regclass;
            objid := to_regnamespace(v_identity);
        when v_type = 'type' then
            classid := 'pg_type'::regclass;
            -- Read as a type in SQL, unlike the others.
            objid := to_regtype(pggit_internal.runnable(v_identity));
        when v_type in ('function', 'procedure', 'aggregate') then
            classid := 'pg_proc'::regclass;
            -- Not to_regprocedure(), which raises before PostgreSQL 16 where a type of an argument is gone.
            objid := (select f.objid from pggit_internal.find_object(v_identity, '{}') as f);
        else
            classid := 'pg_class'::regclass;
            objid := to_regclass(v_identity);
    end case;
end
$$;

-- Return the OID of the live index of that name in the schema of a live relation; null where there is none.
create or replace function pggit_internal.live_index(p_relation oid, p_name text)
returns oid
language sql
stable
return (
    select c.oid
    from pg_catalog.pg_index as i
    join pg_catalog.pg_class as c on c.oid = i.indexrelid
    where i.indrelid = p_relation and c.relname = p_name
);

-- Return the identity that an object had before a plan's renames. p_renames: of pggit_internal.with_room().
create or replace function pggit_internal.identity_before_renames(p_object text, p_renames jsonb)
returns text
language sql
stable
return coalesce(
    (
        select r ->> 'from_identity'
        from jsonb_array_elements(p_renames) as r
        where r ->> 'object_type' = pggit_internal.object_type(p_object)
            and r ->> 'to_identity' = pggit_internal.object_identity(p_object)
        limit 1
    ),
    pggit_internal.object_identity(p_object)
);

-- Return the name that a column had before a plan's renames.
create or replace function pggit_internal.column_before_renames(p_object text, p_name text, p_renames jsonb)
returns text
language sql
stable
return coalesce(
    (
        select p.key
        from jsonb_array_elements(p_renames) as r
        cross join lateral jsonb_each_text(r -> 'parts') as p
        where r ->> 'object_type' = pggit_internal.object_type(p_object)
            and r ->> 'to_identity' = pggit_internal.object_identity(p_object)
            and p.value = p_name
        limit 1
    ),
    p_name
);

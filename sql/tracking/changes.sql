-- The tracked objects that a DDL statement created or changed, in the order of its commands: a serial
-- column's sequence is created, and then altered to be owned. For an event trigger at ddl_command_end.
--
-- The indexes that CREATE TABLE makes belong to its table, and are not looked at.
--
-- part: what a command changed of the object and nothing else, as kind and number: an index or trigger by
-- OID, the comment of the object (comment 0) or of one of its columns (comment 3). Null for all of it.
create or replace function pggit_internal.changed_by_commands(p_command_tag text)
returns table (classid oid, objid oid, command_tag text, may_have_children boolean, part text)
language sql
stable
begin atomic
    select
        root.classid, root.objid, c.command_tag,
        root.classid = 'pg_class'::regclass and (
            select r.relhassubclass or r.relkind = 'p' from pg_class as r where r.oid = root.objid
        ),
        case
            when c.command_tag = 'COMMENT' and c.objid = root.objid then 'comment ' || c.objsubid
            -- A partition's may be equal to one that is part of the parent's.
            when c.command_tag = 'CREATE INDEX' and not (
                select r.relispartition from pg_class as r where r.oid = root.objid
            ) then 'index ' || c.objid
            when c.command_tag = 'CREATE TRIGGER' then 'trigger ' || c.objid
        end
    from pg_event_trigger_ddl_commands() as c
    cross join lateral pggit_internal.tracked_root(c.classid, c.objid) as root
    where p_command_tag <> 'CREATE TABLE' or c.command_tag <> 'CREATE INDEX';
end;

-- The same with what is seen of each object, for a transaction whose snapshot is old; or the refusal of what
-- changes data branches, which the snapshot may lack.
create or replace function pggit_internal.changes_by_commands(p_command_tag text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_refusal jsonb;
    v_object record;
    v_done text[] := '{}';
    -- In JSON: an array grows in place, jsonb would be copied for each object.
    v_objects text[] := '{}';
begin
    if exists (select from pggit.data_branches) then
        v_refusal := pggit_internal.refused_overlay_change();
    end if;
    if v_refusal is not null then
        return jsonb_build_object('refusal', v_refusal);
    end if;
    for v_object in
        select c.*, c.classid || ' ' || c.objid as address
        from pggit_internal.changed_by_commands(p_command_tag) as c
    loop
        continue when v_object.address = any (v_done);  -- a table's constraint is a command too
        v_done := v_done || v_object.address;
        v_objects := v_objects || jsonb_build_object(
            'classid', v_object.classid,
            'objid', v_object.objid,
            'command_tag', v_object.command_tag,
            'may_have_children', v_object.may_have_children,
            'seen', pggit_internal.seen(v_object.classid, v_object.objid)
        )::text;
    end loop;
    return '[' || array_to_string(v_objects, ',') || ']';
end
$$;

-- An identity with quotation marks only where a name needs them. The server spells what was dropped
-- before our event trigger runs, so under the session's quote_all_identifiers.
create or replace function pggit_internal.without_needless_quotes(p_identity text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set quote_all_identifiers = off
as $$
begin
    if strpos(p_identity, '"') = 0 then
        return p_identity;
    end if;
    return (
        select string_agg(
            case
                when token.text like '"%' then quote_ident(replace(substr(token.text, 2, length(token.text) - 2), '""', '"'))
                else token.text
            end,
            '' order by token.position
        )
        from regexp_matches(p_identity, '"(?:[^"]|"")*"|[^"]+', 'g') with ordinality as found (match, position)
        cross join lateral (select found.match[1], found.position) as token (text, position)
    );
end
$$;

-- What a statement dropped, of the kinds that pggit tracks. For an event trigger at sql_drop.
create or replace function pggit_internal.dropped_objects()
returns table (object_type text, identity text)
language sql
stable
begin atomic
    select d.object_type, pggit_internal.without_needless_quotes(d.object_identity)
    from pg_event_trigger_dropped_objects() as d
    where not d.is_temporary
        and d.object_type in (
            'schema', 'table', 'view', 'materialized view', 'sequence', 'type', 'function', 'procedure',
            'aggregate'
        );
end;

-- The table or materialized view that had an index: the catalog no longer knows, but the record does.
create or replace function pggit_internal.table_of_dropped_index(p_schema text, p_index text)
returns oid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select to_regclass(o.identity)::oid
        from pggit_internal.objects as o
        where o.is_live
            and starts_with(o.identity, pggit_internal.spelled_alike(quote_ident(p_schema)) || '.')
            and o.definition -> 'indexes' ? p_index
    );
end
$$;

-- The tracked objects that lost a part (a column, constraint, index, trigger, policy) and are still there. A
-- part that went with the whole finds none.
create or replace function pggit_internal.changed_by_drops()
returns table (classid oid, objid oid)
language sql
stable
begin atomic
    select root.classid, root.objid
    from (
        select distinct
            case d.object_type when 'domain constraint' then 'pg_type'::regclass else 'pg_class'::regclass end
                as classid,
            case
                when d.object_type = 'domain constraint' then to_regtype(d.address_names[1])::oid
                when d.object_type = 'index'
                    then pggit_internal.table_of_dropped_index(d.schema_name, d.object_name)
                else to_regclass(format('%I.%I', d.address_names[1], d.address_names[2]))::oid
            end as objid
        from (
            select
                d.*,
                bool_or(d.object_type in ('table', 'materialized view', 'table column', 'table constraint'))
                    over () as has_whole
            from pg_event_trigger_dropped_objects() as d
        ) as d
        where not d.is_temporary
            and (
                d.object_type in (
                    'table column', 'table constraint', 'trigger', 'policy', 'rule', 'default value',
                    'composite type column', 'domain constraint'
                )
                -- One that was dropped itself, or because of what it uses, and not with its table.
                or d.object_type = 'index' and (d.original or d.normal or not d.has_whole)
            )
    ) as part
    cross join lateral pggit_internal.tracked_root(part.classid, part.objid) as root;
end;

-- Both with what is seen of each object, for a transaction whose snapshot is old; and the refusal of what
-- drops parts of data branches, which the snapshot may lack.
create or replace function pggit_internal.changes_by_drops(p_command_tag text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return jsonb_build_object(
        'refusal', case
            when exists (select from pggit.data_branches) then pggit_internal.refused_drop(p_command_tag)
        end,
        'dropped', (
            select coalesce(jsonb_agg(
                jsonb_build_object(
                    'identity', d.identity,
                    'last_step', pggit_internal.last_step(pggit_internal.identity_key(d.identity))
                )
            ), '[]')
            from pggit_internal.dropped_objects() as d
        ),
        'changed', (
            select coalesce(jsonb_agg(
                to_jsonb(c) || jsonb_build_object('seen', pggit_internal.seen(c.classid, c.objid))
            ), '[]')
            from pggit_internal.changed_by_drops() as c
        )
    );
end
$$;

-- What recording must know of an object that DDL has changed, read by the latest snapshot: its definition,
-- the roles that it names, the last step that history has under its name, and whether there are data
-- branches.
create or replace function pggit_internal.seen(p_classid oid, p_objid oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_definition constant jsonb := pggit_internal.definition(p_classid, p_objid);
begin
    return jsonb_build_object(
        'definition', v_definition,
        'roles', case when v_definition ? 'policies' then pggit_internal.named_roles(p_objid) end,
        'last_step', (
            -- pggit_internal.last_step(), without the call
            select h.id
            from pggit_internal.history as h
            where h.key = (
                select pggit_internal.identity_key(i.identity) from pg_identify_object(p_classid, p_objid, 0) as i
            )
            order by h.major desc, h.minor desc, h.patch desc, h.change_type = 'DROP'
            limit 1
        ),
        'has_data_branches', exists (select from pggit.data_branches)
    );
end
$$;

-- The id of the last step that history has under a name; null for a name that is new. Versions of a name
-- never go back; a drop and the next object of the name have the same one.
create or replace function pggit_internal.last_step(p_key text)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select h.id
        from pggit_internal.history as h
        where h.key = p_key
        order by h.major desc, h.minor desc, h.patch desc, h.change_type = 'DROP'
        limit 1
    );
end
$$;

-- Raise 40001 where the transaction's snapshot lacks a step of history under this name: recorded from it, the
-- change would go back behind a version that there is.
create or replace function pggit_internal.refuse_newer(p_identity text, p_last_step bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_last_step is null then
        return;  -- new to history
    elsif not exists (select from pggit_internal.history as h where h.id = p_last_step) then
        perform pggit_internal.raise_newer(p_identity);
    end if;
end
$$;

create or replace function pggit_internal.raise_newer(p_identity text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'could not serialize access: % was changed since this transaction began', p_identity
        using errcode = '40001', hint = 'Run the transaction again.';
end
$$;

-- Return the children, dependents or readers of an object, by the latest snapshot; p_pattern: of
-- pggit_internal.reader_pattern().
create or replace function pggit_internal.related(
    p_topic text, p_classid oid, p_objid oid, p_pattern text default null
)
returns table (classid oid, objid oid)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if pggit_internal.has_old_snapshot() then
        return query
        select r.classid, r.objid
        from jsonb_to_recordset(
            pggit_internal.by_latest_snapshot(p_topic, jsonb_build_array(p_classid, p_objid, p_pattern))
        ) as r (classid oid, objid oid);
    elsif p_topic = 'children' then
        return query select c.classid, c.objid from pggit_internal.children(p_objid) as c;
    elsif p_topic = 'readers' then
        return query select r.classid, r.objid from pggit_internal.readers(p_objid, p_pattern) as r;
    else
        return query select d.classid, d.objid from pggit_internal.dependents(p_classid, p_objid) as d;
    end if;
end
$$;

-- List what data branches are made of, with type and identity as pg_identify_object() gives them. The
-- registry alone decides: what stands under one of these names is a part, whatever it is now and whatever
-- its comment says.
create or replace function pggit_internal.data_branch_objects()
returns table (
    branch_id integer, object_type text, schema_name name, object_name name, identity text, part text,
    relation_name name
)
language sql
stable
begin atomic
    select
        b.id as branch_id,
        o.object_type,
        b.schema_name,
        o.object_name,
        case o.object_type
            when 'function' then format('%I.%I()', b.schema_name, o.object_name)
            when 'trigger' then format(
                '%I on %I.%I',
                o.object_name, b.schema_name, coalesce(o.relation_name, s.relation_name, b.table_name)
            )
            else format('%I.%I', b.schema_name, o.object_name)
        end as identity,
        o.part,
        -- What a trigger hangs on.
        case when o.object_type = 'trigger' then coalesce(o.relation_name, s.relation_name, b.table_name) end
            as relation_name
    from pggit.data_branches as b
    left join pggit.data_branches as s on s.id = b.source_id
    cross join lateral (
        values
            ('view', b.relation_name, null::name, 'view'),
            ('view', (b.stem || '__keys')::name, null, 'keys'),
            ('table', b.own_name, null, 'own'),
            ('table', b.base_name, null, 'base'),
            ('function', b.read_name, null, 'read'),
            ('function', b.write_name, null, 'write'),
            ('function', b.save_name, null, 'save'),
            -- They fire in the order of their names: before those that save for a branch of this branch.
            ('trigger', '1_lock', b.relation_name, 'lock'),
            ('trigger', '2_write', b.relation_name, 'write')
        union all
        select
            'trigger' as object_type, (b.stem || event.suffix)::name as object_name,
            null as relation_name, 'save' as part
        from unnest(
            case when b.source_id is null
                then array['__insert', '__update', '__delete', '__truncate', '__row'] else array['__save'] end
        ) as event (suffix)
    ) as o (object_type, object_name, relation_name, part);
end;

-- Return the id of the data branch that a relation or function is part of, else null.
create or replace function pggit_internal.branch_of_part(p_classid oid, p_objid oid)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_classid = 'pg_class'::regclass then
        return (
            select b.id
            from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            join pggit.data_branches as b on b.schema_name = n.nspname
                and c.relname in (b.relation_name, b.own_name, b.base_name, (b.stem || '__keys')::name)
            where c.oid = p_objid
            limit 1
        );
    elsif p_classid = 'pg_proc'::regclass then
        return (
            select b.id
            from pg_proc as p
            join pg_namespace as n on n.oid = p.pronamespace
            join pggit.data_branches as b on b.schema_name = n.nspname
                and p.proname in (b.read_name, b.write_name, b.save_name)
            where p.oid = p_objid and p.pronargs = 0
            limit 1
        );
    end if;
    return null;
end
$$;

-- Return whether a relation or function is part of a data branch.
create or replace function pggit_internal.is_of_data_branch(p_classid oid, p_objid oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (select from pggit.data_branches)
        and pggit_internal.branch_of_part(p_classid, p_objid) is not null;
end
$$;

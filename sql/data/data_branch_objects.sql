-- What data branches are made of, with type and identity as pg_identify_object() gives them.
create or replace view pggit_internal.data_branch_objects as
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
    end as identity
from pggit.data_branches as b
left join pggit.data_branches as s on s.id = b.source_id
cross join lateral (
    select 'view', b.relation_name, null
    union all
    select 'table', t.name, null from unnest(array[b.own_name, b.base_name]) as t (name)
    union all
    select 'function', f.name, null from unnest(array[b.read_name, b.write_name, b.save_name]) as f (name)
    union all
    -- They fire in the order of their names: before those that save for a branch of this branch.
    select 'trigger', t.name, b.relation_name from unnest(array['1_lock', '2_write']) as t (name)
    union all
    select 'trigger', b.stem || event.suffix, null
    from unnest(
        case when b.source_id is null
            then array['__insert', '__update', '__delete', '__truncate'] else array['__save'] end
    ) as event (suffix)
) as o (object_type, object_name, relation_name);

-- Whether a relation or function is part of a data branch.
create or replace function pggit_internal.is_of_data_branch(p_classid oid, p_objid oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pggit.data_branches) then
        return false;
    elsif p_classid = 'pg_class'::regclass then
        return exists (
            select from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            join pggit.data_branches as b on b.schema_name = n.nspname
                and c.relname in (b.relation_name, b.own_name, b.base_name)
            where c.oid = p_objid
        );
    elsif p_classid = 'pg_proc'::regclass then
        return exists (
            select from pg_proc as p
            join pg_namespace as n on n.oid = p.pronamespace
            join pggit.data_branches as b on b.schema_name = n.nspname
                and p.proname in (b.read_name, b.write_name, b.save_name)
            where p.oid = p_objid and p.pronargs = 0
        );
    end if;
    return false;
end
$$;

-- The triggers that there are for data branches, with or without one. On a view they cannot be enabled for
-- all: a session with session_replication_role = replica cannot write a branch.
create or replace view pggit_internal.data_branch_triggers as
select
    i.identity,
    t.tgenabled = case c.relkind when 'v' then 'O' else 'A' end as is_enabled
from pg_trigger as t
join pg_class as c on c.oid = t.tgrelid
join pg_proc as p on p.oid = t.tgfoid
cross join lateral pg_identify_object('pg_trigger'::regclass, t.oid, 0) as i
where i.identity is not null  -- not dropped since this query began
    and (
        p.proname = 'lock_written_branch' and p.pronamespace = 'pggit_internal'::regnamespace
        or obj_description(p.oid, 'pg_proc') like 'pggit: data branch %'
        or pggit_internal.is_of_data_branch('pg_proc'::regclass, p.oid)
    );

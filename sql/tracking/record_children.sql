-- The tables that inherit from a table or are its partitions, at any depth, and those of which
-- it is one, where the statement has made an index of theirs valid.
create or replace function pggit_internal.children(p_table oid)
returns table (classid oid, objid oid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select root.classid, root.objid
    from (
        with recursive family as (
            select i.inhrelid as oid from pg_inherits as i where i.inhparent = p_table
            union
            select i.inhrelid from family join pg_inherits as i on i.inhparent = family.oid
        )
        select family.oid from family
        union
        -- A partition that has just been detached is known by the record only.
        select to_regclass(o.identity)
        from pggit_internal.objects as o
        where o.parents ? pggit_internal.spelled_alike(p_table::regclass::text) and o.is_live
        union
        -- An index becomes valid once those of all partitions are, and those of its parents with it. Other
        -- ancestors have not changed: to record them would wait for who changes another partition.
        select i.indrelid
        from pg_partition_ancestors(p_table) as a
        join pg_index as i on i.indrelid = a.relid
        where a.relid <> p_table and i.xmin = any ((select pggit_internal.current_xids())::xid[])
    ) as child
    cross join lateral pggit_internal.tracked_root('pg_class'::regclass, child.oid) as root
$$;

-- Record the children of a table anew: what changes the parent changes them too, and the event reports the
-- parent only.
create or replace function pggit_internal.record_children(p_table oid, p_command_tag text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_change(child.classid, child.objid, p_command_tag, p_ddl)
    from pggit_internal.related('children', 'pg_class'::regclass, p_table) as child;
end
$$;

-- Record what a statement changed although no event names it: definitions mention objects that are not
-- tracked, and ALTER EXTENSION and DROP OWNED report no object that they changed. Nothing else is looked
-- at: drift that the statement did not cause stays drift, and the cost does not grow with the database.
-- Called by the event trigger, whose tag and statement are passed.
create or replace function pggit_internal.record_side_effects(p_command_tag text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_xids xid[];
begin
    perform pggit_internal.record_dependents(n.classid, n.objid, p_command_tag, p_ddl, null, null)
    from pggit_internal.altered_untracked_objects() as n;

    if p_command_tag = 'ALTER EXTENSION' then
        perform pggit_internal.record_membership(c.objid, p_command_tag, p_ddl)
        from pg_event_trigger_ddl_commands() as c
        where c.classid = 'pg_extension'::regclass;
    elsif p_command_tag = 'DROP OWNED' then
        -- It takes a role out of policies. Those that it drops have an event.
        v_xids := pggit_internal.current_xids();
        perform pggit_internal.record_change(root.classid, root.objid, p_command_tag, p_ddl)
        from (
            select distinct p.polrelid from pg_policy as p where p.xmin = any (v_xids)
        ) as changed
        cross join lateral pggit_internal.tracked_root('pg_class'::regclass, changed.polrelid) as root;
    end if;
end
$$;

-- Return what this statement altered and pggit does not track, but definitions may mention: operators,
-- operator classes, collations, languages, text search configurations, foreign tables, base types, members
-- of extensions; with a schema, those in it.
create or replace function pggit_internal.altered_untracked_objects()
returns table (classid oid, objid oid)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select distinct named.classid, named.objid
    from pg_event_trigger_ddl_commands() as c
    cross join lateral (
        select c.classid, c.objid
        union all
        select d.classid, d.objid
        from pg_depend as d
        where c.classid = 'pg_namespace'::regclass and d.refclassid = c.classid and d.refobjid = c.objid
    ) as named
    where c.command_tag like 'ALTER %'
        and c.classid <> 'pg_extension'::regclass
        and named.classid <> 'pg_opfamily'::regclass  -- no definition mentions a family
        and (
            named.classid not in (
                'pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_namespace'::regclass,
                'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass,
                'pg_attrdef'::regclass
            )
            or exists (
                select
                from pg_depend as d
                where d.classid = named.classid and d.objid = named.objid and d.deptype = 'e'
            )
            or exists (
                select from pg_class as f
                where named.classid = 'pg_class'::regclass and f.oid = named.objid and f.relkind = 'f'
            )
            or exists (
                select from pg_type as b
                where named.classid = 'pg_type'::regclass and b.oid = named.objid and b.typtype = 'b'
            )
        );
end
$$;

-- Record what ALTER EXTENSION did to an extension's members: ADD makes an object one, which is tracked no
-- longer; DROP gives it back; SET SCHEMA and the script of an UPDATE move them, and what mentions them
-- with them.
create or replace function pggit_internal.record_membership(p_extension oid, p_command_tag text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_xids constant xid[] := pggit_internal.current_xids();
begin
    perform pggit_internal.record_drop(i.type, i.identity, p_ddl)
    from pg_depend as d
    cross join lateral pg_identify_object(d.classid, d.objid, 0) as i
    join pggit_internal.objects as o
        on o.key = pggit_internal.identity_key(i.identity) and o.object_type = i.type and o.is_live
    where d.refclassid = 'pg_extension'::regclass and d.refobjid = p_extension and d.deptype = 'e'
        and d.xmin = any (v_xids);

    -- No row is left of a membership that ended; but DROP locks the object in this mode. It is CREATE for the
    -- record, and no rename of something that is missing.
    perform pggit_internal.record_change(root.classid, root.objid, 'CREATE', p_ddl)
    from pg_locks as l
    cross join lateral (
        select coalesce(l.classid, 'pg_class'::regclass) as classid, coalesce(l.relation, l.objid) as objid
    ) as locked
    join lateral pggit_internal.tracked_root(locked.classid, locked.objid) as root
        on root.classid = locked.classid and root.objid = locked.objid
    cross join lateral pg_identify_object(root.classid, root.objid, 0) as i
    where l.pid = pg_backend_pid()
        and l.mode = 'ShareUpdateExclusiveLock'
        and l.locktype in ('relation', 'object')
        and not exists (
            select
            from pggit_internal.objects as o
            where o.key = pggit_internal.identity_key(i.identity) and o.object_type = i.type and o.is_live
        );

    perform pggit_internal.record_dependents(d.classid, d.objid, p_command_tag, p_ddl, null, null)
    from pg_depend as d
    where d.refclassid = 'pg_extension'::regclass and d.refobjid = p_extension and d.deptype = 'e'
        -- Those that were members before, and whose own row this statement wrote.
        and d.xmin <> all (v_xids)
        and (case d.classid
            when 'pg_class'::regclass then (select m.xmin from pg_class as m where m.oid = d.objid)
            when 'pg_type'::regclass then (select m.xmin from pg_type as m where m.oid = d.objid)
            when 'pg_proc'::regclass then (select m.xmin from pg_proc as m where m.oid = d.objid)
            when 'pg_operator'::regclass then (select m.xmin from pg_operator as m where m.oid = d.objid)
            when 'pg_opclass'::regclass then (select m.xmin from pg_opclass as m where m.oid = d.objid)
            when 'pg_collation'::regclass then (select m.xmin from pg_collation as m where m.oid = d.objid)
            when 'pg_ts_config'::regclass then (select m.xmin from pg_ts_config as m where m.oid = d.objid)
            when 'pg_ts_dict'::regclass then (select m.xmin from pg_ts_dict as m where m.oid = d.objid)
        end) = any (v_xids);
end
$$;

-- Return the IDs that a row written by the current statement may have as its xmin: those of this
-- transaction and of its open subtransactions, each of which holds a lock on its own ID. (An xmin has no
-- epoch, so pg_xact_status() would fail for a row from four billion transactions ago.)
create or replace function pggit_internal.current_xids()
returns xid[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select l.transactionid
        from pg_locks as l
        where l.pid = pg_backend_pid() and l.locktype = 'transactionid' and l.mode = 'ExclusiveLock'
    );
end
$$;

-- Records what ALTER EXTENSION made a member, which is tracked no longer, and what it released. The event
-- names the extension only.
create or replace function pggit_internal.record_membership(p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_drop(i.type, i.identity, p_ddl)
    from pg_depend as d
    cross join lateral pg_identify_object(d.classid, d.objid, 0) as i
    where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and d.objid >= 16384;

    perform pggit_internal.record_change(c.classid, c.objid, 'CREATE', p_ddl)
    from pggit_internal.catalog_objects as c
    where not exists (
        select
        from pggit_internal.objects as o
        where o.key = pggit_internal.identity_key(c.identity) and o.object_type = c.object_type and o.is_live
    );
end
$$;

-- Records whatever differs from the catalog: after statements that change tracked objects without an event
-- for them. ALTER EXTENSION makes members, which are tracked no longer, and moves them; what operators,
-- collations and languages are called is part of definitions; DROP OWNED takes roles out of policies.
create or replace function pggit_internal.record_all(p_command_tag text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_change(c.classid, c.objid, p_command_tag, p_ddl)
    from pggit.detect_drift() as d
    join pggit_internal.catalog_objects as c on c.object_type = d.object_type and c.identity = d.identity
    where d.drift <> 'missing';

    perform pggit_internal.record_drop(d.object_type, d.identity, p_ddl)
    from pggit.detect_drift() as d
    where d.drift = 'missing';
end
$$;

-- The rows that a new repository starts with. On a second run the repository row is there already,
-- and nothing below it happens.
do $$
begin
    insert into pggit_internal.repository (version) values ('0.1.0') on conflict do nothing;
    if not found then
        return;
    end if;

    insert into pggit.branches (name, created_by) values ('main', pggit_internal.caller());
    perform pggit_internal.seal(s.table_name, s.row_key, s.row_hash) from pggit_internal.sealed_rows as s;

    insert into pggit_internal.own_tables (table_name, definition_hash)
    select
        c.oid::regclass::text,
        pggit_internal.sha256_hex(pggit_internal.table_definition(c.oid)::text)
    from pg_class as c
    where c.relkind = 'r' and c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace);

    perform pggit_internal.record_change(o.classid, o.objid, 'CREATE', 'baseline')
    from pggit_internal.catalog_objects as o
    order by o.object_type, o.identity;
end
$$;

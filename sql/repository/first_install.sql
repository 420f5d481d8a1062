-- The rows that a new repository starts with. On a second run the repository row is there already,
-- and nothing below it happens.
do $$
begin
    insert into pggit_internal.repository (version) values (pggit_internal.version()) on conflict do nothing;
    if not found then
        return;
    end if;

    insert into pggit_internal.migration_lock default values;
    insert into pggit.branches (id, name, created_by) values (1, 'main', pggit_internal.caller());
    perform pggit_internal.seal_all();

    perform pggit_internal.record_change(o.classid, o.objid, 'CREATE', 'baseline')
    from pggit_internal.catalog_objects() as o
    order by o.object_type, o.identity;
end
$$;

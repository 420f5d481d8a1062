-- Records what one object has become: creates, moves or leaves its row in objects, and adds to history
-- where the definition or the name changed. p_command_tag is the statement's tag, p_ddl its text.
create or replace function pggit_internal.record_change(
    p_classid oid, p_objid oid, p_command_tag text, p_ddl text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object record;
    v_definition jsonb := pggit_internal.definition(p_classid, p_objid);
    v_hash text := pggit_internal.sha256_hex(v_definition::text);
    v_old pggit_internal.objects;
    v_change_type text;
    v_severity text;
    v_version record;
    v_id bigint;
begin
    select i.type, i.identity, i.schema into v_object from pg_identify_object(p_classid, p_objid, 0) as i;

    select o.* into v_old
    from pggit_internal.objects as o
    where o.identity = v_object.identity and o.object_type = v_object.type and o.is_live;

    if not found and p_command_tag like 'ALTER %' then
        select r.* into v_old from pggit_internal.renamed_from(v_object.type, v_hash) as r where r.id is not null;
    end if;

    if v_old.id is null then
        v_change_type := 'CREATE';
        v_severity := 'major';
    elsif v_old.identity <> v_object.identity then
        v_change_type := 'RENAME';
        v_severity := 'major';
    elsif v_old.definition_hash <> v_hash then
        v_change_type := pggit_internal.change_type(p_command_tag, v_old.definition, v_definition);
        v_severity := pggit_internal.severity(v_old.definition, v_definition);
    else
        return;
    end if;

    if v_old.id is null or v_change_type = 'RENAME' then
        -- A dropped object of this name passed on its version: it never goes back.
        select coalesce(max(o.major), 0) as major into v_version
        from pggit_internal.objects as o
        where o.identity = v_object.identity and o.object_type = v_object.type and not o.is_live;
        if v_old.id is null then
            select greatest(v_version.major, 1) as major, 0 as minor, 0 as patch into v_version;
        else
            select greatest(v_version.major, v_old.major) + 1 as major, 0 as minor, 0 as patch
            into v_version;
        end if;
    else
        select n.major, n.minor, n.patch into v_version
        from pggit.increment_version(v_old.major, v_old.minor, v_old.patch, v_severity) as n;
    end if;

    if v_old.id is null then
        insert into pggit_internal.objects (
            object_type, identity, schema_name, prefix, major, minor, patch, definition, definition_hash
        )
        values (
            v_object.type, v_object.identity, v_object.schema,
            pggit_internal.tree_prefix(v_object.type, v_object.identity),
            v_version.major, v_version.minor, v_version.patch, v_definition, v_hash
        )
        returning id into v_id;
    else
        v_id := v_old.id;
        if v_change_type = 'RENAME' then
            insert into pggit_internal.pending (prefix, object_id) values (v_old.prefix, v_id);
        end if;
        update pggit_internal.objects as o
        set identity = v_object.identity,
            schema_name = v_object.schema,
            prefix = pggit_internal.tree_prefix(v_object.type, v_object.identity),
            major = v_version.major,
            minor = v_version.minor,
            patch = v_version.patch,
            definition = v_definition,
            definition_hash = v_hash
        where o.id = v_id;
    end if;
    insert into pggit_internal.pending (prefix, object_id)
    select o.prefix, o.id from pggit_internal.objects as o where o.id = v_id;

    insert into pggit_internal.history (
        object_id, identity, major, minor, patch, change_type, severity, definition_hash, ddl, branch_name,
        changed_by
    )
    select
        v_id, v_object.identity, v_version.major, v_version.minor, v_version.patch, v_change_type, v_severity,
        v_hash, p_ddl, r.checked_out_branch, pggit_internal.caller()
    from pggit_internal.repository as r;
end
$$;

-- The tracked object that an ALTER has just given another name or schema: recorded, but no longer in the
-- catalog. Where several are missing (changed while the event triggers were off), the one with the same
-- definition, which a rename does not change.
create or replace function pggit_internal.renamed_from(p_object_type text, p_definition_hash text)
returns pggit_internal.objects
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select o
    from pggit_internal.objects as o
    where o.object_type = p_object_type
        and o.is_live
        and not exists (
            select from pggit_internal.catalog_objects as c
            where c.object_type = o.object_type and c.identity = o.identity
        )
    order by (o.definition_hash = p_definition_hash) desc, o.id desc
    limit 1
$$;

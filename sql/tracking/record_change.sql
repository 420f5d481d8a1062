-- Records what one object has become: creates, moves or leaves its row in objects, and adds to history
-- where the definition or the name changed. p_command_tag is the statement's tag, p_ddl its text. Where
-- the object is here because something it mentions was renamed, p_renamed_from and p_renamed_to say what.
create or replace function pggit_internal.record_change(
    p_classid oid, p_objid oid, p_command_tag text, p_ddl text,
    p_renamed_from text default null, p_renamed_to text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object record;
    v_definition jsonb;
    v_hash text;
    v_old pggit_internal.objects;
    v_change_type text;
    v_severity text;
    v_version record;
    v_floor integer;
    v_id bigint;
begin
    select i.type, i.identity, i.schema into v_object from pg_identify_object(p_classid, p_objid, 0) as i;

    select o.* into v_old
    from pggit_internal.objects as o
    where o.identity = v_object.identity and o.object_type = v_object.type and o.is_live
    for update;

    -- Looked at once the row is ours: two sessions may build indexes on one table at a time, and the
    -- second must record what the first has made of it.
    v_definition := pggit_internal.definition(p_classid, p_objid);
    v_hash := pggit_internal.sha256_hex(v_definition::text);

    if v_old.id is null and p_command_tag like 'ALTER %' then
        select r.* into v_old
        from pggit_internal.renamed_from(
            v_object.type,
            replace(v_object.identity, p_renamed_to, p_renamed_from),
            substr(v_object.identity, length(v_object.schema) + 2),
            v_hash
        ) as r
        where r.id is not null;
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
        -- The version of a name never goes back, whatever had it before: one that was dropped has moved
        -- to its next major already, one that was renamed took its version along.
        select case h.change_type when 'DROP' then h.major else h.major + 1 end into v_floor
        from pggit_internal.history as h
        where h.identity = v_object.identity
        order by h.id desc
        limit 1;
        select greatest(v_floor, v_old.major + 1, 1) as major, 0 as minor, 0 as patch into v_version;
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

    if v_change_type = 'RENAME' then
        perform pggit_internal.record_dependents(
            p_classid, p_objid, p_command_tag, p_ddl,
            -- What a renamed schema holds was renamed by it, and so on down.
            coalesce(p_renamed_from, v_old.identity || case v_object.type when 'schema' then '.' else '' end),
            coalesce(p_renamed_to, v_object.identity || case v_object.type when 'schema' then '.' else '' end)
        );
    end if;
end
$$;

-- The tracked object that an ALTER has just given another name or schema: recorded, but no longer in the
-- catalog. Where several are missing (their schema was renamed, or a type that is in their signature):
-- the one called p_was, or p_name in its old schema, or the one with the same definition.
create or replace function pggit_internal.renamed_from(
    p_object_type text, p_was text, p_name text, p_definition_hash text
)
returns pggit_internal.objects
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object pggit_internal.objects;
begin
    -- Nothing is left in a schema that is no more: no need to look for it, which takes the whole catalog.
    select o.* into v_object
    from pggit_internal.objects as o
    where o.identity = p_was
        and o.object_type = p_object_type
        and o.is_live
        and to_regnamespace(o.schema_name) is null;
    if not found then
        select o.* into v_object
        from pggit_internal.objects as o
        where o.object_type = p_object_type
            and o.is_live
            -- Not "not exists": the planner, knowing little of the view, may read the catalog for each object.
            and o.identity not in (
                select c.identity from pggit_internal.catalog_objects as c where c.object_type = p_object_type
            )
        order by
            (o.identity = p_was) desc nulls last,
            (substr(o.identity, length(o.schema_name) + 2) = p_name) desc nulls last,
            (o.definition_hash = p_definition_hash) desc,
            o.id desc
        limit 1;
    end if;
    return v_object;
end
$$;

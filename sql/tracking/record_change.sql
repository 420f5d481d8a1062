-- Record what one object has become: create, move or leave its row in objects, and add to history where
-- the definition or the name changed. p_command_tag is the statement's tag, p_ddl its text, null for the
-- string that the client sent. Where the object is here because something it mentions was renamed,
-- p_renamed_from and p_renamed_to say what. p_seen: what pggit_internal.seen() has found of it, where the
-- transaction's snapshot is old and the caller knows already. p_part: of
-- pggit_internal.changed_by_commands(), the part that the statement changed and nothing else.
create or replace function pggit_internal.record_change(
    p_classid oid, p_objid oid, p_command_tag text, p_ddl text,
    p_renamed_from text default null, p_renamed_to text default null, p_seen jsonb default null,
    p_part text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_found record;
    v_old pggit_internal.objects;
    v_new pggit_internal.objects;
    v_change_type text;
    v_severity text;
    v_major integer;
    v_seen jsonb := p_seen;
begin
    if v_seen is null and pggit_internal.has_old_snapshot() then
        v_seen := pggit_internal.by_latest_snapshot('object', jsonb_build_array(p_classid, p_objid));
    end if;
    for v_look in 1..2 loop
        select i.type, pggit_internal.spelled_alike(i.identity) as identity, n.key, known.before
        into v_found
        from pg_identify_object(p_classid, p_objid, 0) as i
        cross join lateral (select pggit_internal.identity_key(i.identity)) as n (key)
        left join lateral (
            select o as before
            from pggit_internal.objects as o
            where o.key = n.key and o.object_type = i.type and o.is_live
            for update
        ) as known on true;
        v_new.object_type := v_found.type;
        v_new.identity := v_found.identity;
        v_new.key := v_found.key;
        v_old := v_found.before;
        if v_seen ->> 'last_step' is not null then  -- not new to history
            perform pggit_internal.refuse_newer(v_new.identity, (v_seen ->> 'last_step')::bigint);
        end if;

        -- Looked at once the row is ours: two sessions may build indexes on one table at a time, and the
        -- second must record what the first has made of it.
        -- (By the latest snapshot that was before, but there a change by another session ends in 40001.)
        v_new.definition := case
            when v_seen is null and v_old.id is not null and p_part is not null
                then pggit_internal.definition_after(p_classid, p_objid, v_old.definition, p_part)
            when v_seen is null then pggit_internal.definition(p_classid, p_objid)
            else nullif(v_seen -> 'definition', 'null')
        end;
        v_new.definition_hash := pggit_internal.sha256_hex(v_new.definition::text);

        if v_old.id is null and p_command_tag like 'ALTER %' then
            v_old := pggit_internal.renamed_from(
                v_new, pggit_internal.identity_before(v_new.identity, p_renamed_from, p_renamed_to)
            );
        end if;

        -- Looked for again, where an object that is not new is unknown: a session whose end we waited for has
        -- renamed it, or changed what it is known by. (An index is renamed without its table's lock.)
        exit when v_old.id is not null or p_command_tag like 'CREATE %';
    end loop;

    if v_old.id is null and (
        v_new.definition is null  -- dropped, and that recorded, by the session whose end we waited for
        or p_command_tag not like 'CREATE %' and pggit_internal.is_temporary(p_classid, p_objid)
    ) then
        return;
    elsif v_old.id is null then
        v_change_type := 'CREATE';
        v_severity := 'major';
    elsif v_old.identity <> v_new.identity then
        v_change_type := 'RENAME';
        v_severity := 'major';
    elsif v_old.definition_hash <> v_new.definition_hash then
        v_change_type := pggit_internal.change_type(p_command_tag, v_old.definition, v_new.definition);
        v_severity := case
            when p_part like 'comment %' then 'patch'
            else pggit_internal.severity(v_old.definition, v_new.definition)
        end;
    else
        return;
    end if;
    v_major := v_old.major + (v_severity = 'major')::integer;
    if v_old.identity is distinct from v_new.identity then
        v_major := greatest(pggit_internal.next_major(v_new.key), v_major);
    end if;

    -- One expression, with pggit.increment_version() in place: each has to be made ready anew in every
    -- transaction, which takes longer than to compute it.
    v_new := row(
        coalesce(v_old.id, pggit_internal.new_id()), v_new.object_type, v_new.identity, v_new.key,
        v_major,
        case v_severity when 'major' then 0 when 'minor' then v_old.minor + 1 else v_old.minor end,
        case v_severity when 'patch' then v_old.patch + 1 else 0 end,
        v_new.definition, v_new.definition_hash, true,
        coalesce(v_old.steps, 0) + 1, coalesce(v_old.seal, ''), v_new.definition -> 'parents'
    );
    if v_change_type <> 'COMMENT'
        and coalesce((v_seen ->> 'has_data_branches')::boolean, exists (select from pggit.data_branches))
    then
        perform pggit_internal.carry_over(v_old, v_new, p_objid, p_command_tag);
    end if;
    perform pggit_internal.write_step(
        v_new, v_change_type, v_severity, p_ddl,
        case when v_change_type = 'RENAME' then pggit_internal.renames(v_old.definition, v_new.definition) end
    );

    if v_new.definition ? 'policies' or v_old.definition ? 'policies' then
        perform pggit_internal.note_policy_roles(v_new.id, case
            when v_seen is null then pggit_internal.named_roles(p_objid)
            else nullif(v_seen -> 'roles', 'null')
        end);
    end if;
    if v_change_type = 'RENAME' or (
        v_change_type = 'CREATE' and p_command_tag like 'ALTER %'
        and pggit_internal.has_arrived(p_classid, p_objid)
    ) then
        perform pggit_internal.record_dependents(
            p_classid, p_objid, p_command_tag, p_ddl,
            -- What a renamed schema holds was renamed by it, and so on down.
            coalesce(p_renamed_from, v_old.identity || case v_new.object_type when 'schema' then '.' else '' end),
            coalesce(p_renamed_to, v_new.identity || case v_new.object_type when 'schema' then '.' else '' end)
        );
    elsif p_classid = 'pg_class'::regclass
        and pggit_internal.has_other_parts(v_old.definition, v_new.definition)
    then
        perform pggit_internal.record_readers(
            p_objid, v_old.definition, v_new.definition, p_command_tag, p_ddl
        )
        where jsonb_array_length(v_new.definition -> 'columns') < jsonb_array_length(v_old.definition -> 'columns')
            or exists (
                select
                from pg_depend as d
                where d.refclassid = 'pg_class'::regclass and d.refobjid = p_objid
                    and d.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass)
            );  -- most often there are none
    end if;
    if v_new.object_type = 'sequence'
        and v_old.definition -> 'owned_by' is distinct from v_new.definition -> 'owned_by'
    then
        -- Most columns own but one sequence, and the call takes longer than to see that.
        perform pggit_internal.record_owner(p_objid, v_old.definition ->> 'owned_by', p_command_tag, p_ddl)
        where v_old.definition ? 'owned_by' or exists (
            select
            from pg_depend as d
            join pg_depend as other
                on other.refclassid = d.refclassid and other.refobjid = d.refobjid
                and other.refobjsubid = d.refobjsubid and other.objid <> d.objid
            join pg_sequence as s on s.seqrelid = other.objid
            where d.classid = 'pg_class'::regclass and d.objid = p_objid
                and d.refclassid = 'pg_class'::regclass and d.deptype = 'a'
                and other.classid = 'pg_class'::regclass and other.deptype = 'a'
        );
    end if;
end
$$;

-- The major version that a name begins with. It never goes back, whatever had the name before: what was
-- dropped has moved to its next major already, what was renamed took its version along.
create or replace function pggit_internal.next_major(p_key text)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce((
        -- pggit_internal.last_step(), without the call
        select case h.change_type when 'DROP' then h.major else h.major + 1 end
        from pggit_internal.history as h
        where h.key = p_key
        order by h.major desc, h.minor desc, h.patch desc, h.change_type = 'DROP'
        limit 1
    ), 1);
end
$$;

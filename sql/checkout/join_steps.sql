-- Make one step of all that a checkout has recorded for an object: from what it was to what it is. An object
-- that was dropped and made again goes on as the one that it was. What is equal in the end has no step, and
-- its version stays. The object that another one was made of again is known by its name: p_moved has the
-- names that renames gave ({"table public.old": "public.new"}). p_known: the steps that were there before.
create or replace function pggit_internal.join_steps(p_known bigint[], p_moved jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_steps bigint[] := array(
        select step from unnest(pggit_internal.steps_of_statement()) as step where step <> all (p_known)
    );
    v_changes jsonb := pggit_internal.changes_of_steps(v_steps, p_moved);
    v_statements bigint[];
    v_change record;
begin
    delete from pggit_internal.pending as p where p.history_id = any (v_steps);
    with gone as (
        delete from pggit_internal.history as h where h.id = any (v_steps) returning h.statement_id
    )
    select array_agg(distinct gone.statement_id) into v_statements from gone;

    for v_change in
        select c.object_id, c.made_id, c.before, c.change_types, c.renames
        from jsonb_to_recordset(v_changes)
            as c (object_id bigint, made_id bigint, before integer, change_types jsonb, renames jsonb)
    loop
        perform pggit_internal.join_object(
            v_change.object_id, v_change.made_id, v_change.before, v_change.change_types,
            nullif(v_change.renames, '{}')
        );
    end loop;
    delete from pggit_internal.statements as s
    where s.id = any (v_statements)
        and not exists (select from pggit_internal.history as h where h.statement_id = s.id);
end
$$;

-- Return what some steps did to each object, as an array: its id; the object as which it was made again; the
-- step before them, null for a new object; the kinds of change; what was renamed in it.
create or replace function pggit_internal.changes_of_steps(p_steps bigint[], p_moved jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        with
        spans as (
            select
                h.object_id, o.object_type, o.identity, o.is_live,
                nullif(min(h.step) - 1, 0) as before,
                max(h.step) filter (where h.change_type <> 'DROP') as last,
                jsonb_agg(h.change_type order by h.step) as change_types
            from pggit_internal.history as h
            join pggit_internal.objects as o on o.id = h.object_id
            where h.id = any (p_steps)
            group by h.object_id, o.object_type, o.identity, o.is_live
        ),
        changes as (
            select s.*, made.object_id as made_id
            from spans as s
            left join pggit_internal.history as was on was.object_id = s.object_id and was.step = s.before
            left join spans as made
                on not s.is_live and made.is_live and made.before is null
                and made.object_type = s.object_type
                and made.identity = coalesce(p_moved ->> (s.object_type || ' ' || was.identity), was.identity)
        )
        select coalesce(jsonb_agg(jsonb_build_object(
            'object_id', c.object_id::text,
            'made_id', c.made_id::text,
            'before', c.before,
            'change_types', c.change_types,
            'renames', case when c.before < c.last
                then pggit_internal.renamed_parts(c.object_id, c.before, c.last)
            end
        )), '[]')
        from changes as c
        where not exists (select from changes as other where other.made_id = c.object_id)
    );
end
$$;

-- Write the one step of an object, whose steps are gone from history; the arguments are those of
-- pggit_internal.changes_of_steps().
create or replace function pggit_internal.join_object(
    p_object_id bigint, p_made_id bigint, p_before integer, p_change_types jsonb, p_renames jsonb
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_before pggit_internal.history;
    v_definition jsonb;  -- before
    v_object pggit_internal.objects;
    v_change_type text := p_change_types ->> -1;
    v_severity text := 'major';
    v_renames jsonb;
begin
    select o.* into v_object from pggit_internal.objects as o where o.id = coalesce(p_made_id, p_object_id);
    if p_before is null then
        if not v_object.is_live then
            delete from pggit_internal.objects as o where o.id = p_object_id;
            return;
        end if;
        v_change_type := 'CREATE';
        v_object.major := pggit_internal.next_major(v_object.key);
        v_object.minor := 0;
        v_object.patch := 0;
        v_object.steps := 0;
        v_object.seal := '';
    else
        select h.* into v_before
        from pggit_internal.history as h
        where h.object_id = p_object_id and h.step = p_before;
        select d.definition into v_definition
        from pggit_internal.definitions as d
        where d.hash = v_before.definition_hash;
        v_object.steps := v_before.step;
        v_object.seal := v_before.seal;
        v_object.major := v_before.major;
        v_object.minor := v_before.minor;
        v_object.patch := v_before.patch;
    end if;
    if p_made_id is not null then
        delete from pggit_internal.objects as o where o.id = p_made_id;
        update pggit_internal.policy_roles as r set object_id = p_object_id where r.object_id = p_made_id;
        v_object.id := p_object_id;
        v_change_type := 'ALTER';
    end if;

    if not v_object.is_live then
        v_change_type := 'DROP';
        v_object.identity := v_before.identity;
        v_object.key := v_before.key;
        v_object.definition := v_definition;
        v_object.definition_hash := v_before.definition_hash;
        v_object.major := v_object.major + 1;
        v_object.minor := 0;
        v_object.patch := 0;
    elsif p_before is not null and v_before.identity <> v_object.identity then
        v_change_type := 'RENAME';
        v_object.major := greatest(pggit_internal.next_major(v_object.key), v_before.major + 1);
        v_object.minor := 0;
        v_object.patch := 0;
    elsif p_before is not null and v_before.definition_hash = v_object.definition_hash then
        v_change_type := null;
    elsif p_before is not null then
        v_severity := pggit_internal.severity(v_definition, v_object.definition);
        if p_renames is not null then
            v_change_type := 'RENAME';
        elsif jsonb_array_length(p_change_types) > 1 then
            v_change_type := case when p_change_types <@ '["COMMENT"]' then 'COMMENT' else 'ALTER' end;
        end if;
        select i.major, i.minor, i.patch into v_object.major, v_object.minor, v_object.patch
        from pggit.increment_version(v_before.major, v_before.minor, v_before.patch, v_severity) as i;
    end if;

    if v_change_type is not null then
        v_renames := (
            select jsonb_object_agg(r.key, r.value)
            from jsonb_each(p_renames) as r
            where v_change_type = 'RENAME'
                and pggit_internal.has_part(v_definition, r.key)
                and pggit_internal.has_part(v_object.definition, r.value #>> '{}')
        );
        v_object.steps := v_object.steps + 1;
        perform pggit_internal.write_step(v_object, v_change_type, v_severity, null, v_renames);
        return;
    end if;
    update pggit_internal.objects as o
    set identity = v_object.identity,
        key = v_object.key,
        major = v_object.major,
        minor = v_object.minor,
        patch = v_object.patch,
        definition = v_object.definition,
        definition_hash = v_object.definition_hash,
        is_live = v_object.is_live,
        steps = v_object.steps,
        seal = v_object.seal,
        parents = v_object.definition -> 'parents'
    where o.id = v_object.id;
end
$$;

-- Return whether a definition has a column, an attribute or a label of this name.
create or replace function pggit_internal.has_part(p_definition jsonb, p_name text)
returns boolean
language sql
immutable
return coalesce(
    p_definition -> 'labels' ? p_name
    or jsonb_path_query_array(p_definition, '$.columns[*].name') ? p_name,
    false
);

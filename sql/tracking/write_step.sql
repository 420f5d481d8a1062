-- A statement as it may be kept where everybody can read it. One that looks as if it set a password, or a
-- connection that may hold one, keeps nothing between its first and its last quotation mark: literals can
-- be nested, split and commented in too many ways to find the one that matters.
create or replace function pggit_internal.without_passwords(p_ddl text)
returns text
language sql
immutable
return case
    when p_ddl ~* 'password|connection' and p_ddl ~* '\m(role|user|server|wrapper|subscription)\M'
        then regexp_replace(p_ddl, '[''$].*[''$]', '''***''')
    else p_ddl
end;

-- The hash of a statement's row.
create or replace function pggit_internal.statement_hash(
    p_ddl text, p_sent_at timestamptz, p_process_id integer
)
returns text
language sql
stable
return pggit_internal.sha256_hex(
    p_ddl || coalesce(chr(10) || extract(epoch from p_sent_at) || chr(10) || p_process_id, '')
);

-- The seal of a step of history; p_before is the seal of the object's step before it, or ''.
create or replace function pggit_internal.step_seal(
    p_before text, p_step pggit_internal.history, p_object_type text, p_statement_hash text
)
returns text
language sql
stable
return pggit_internal.sha256_hex((jsonb_build_array(
    p_before,
    (p_step).id,
    (p_step).object_id,
    (p_step).step,
    p_object_type,
    (p_step).identity,
    (p_step).major,
    (p_step).minor,
    (p_step).patch,
    (p_step).change_type,
    (p_step).severity,
    (p_step).definition_hash,
    (p_step).statement_id,
    p_statement_hash,
    (p_step).branch_name,
    extract(epoch from (p_step).changed_at),
    (p_step).changed_by
) || case when (p_step).renames is null then '[]' else jsonb_build_array((p_step).renames) end)::text);

-- Write what an object has become: its row in objects, and a step in its history. p_object is the new row,
-- but for its seal, which is still that of the step before. p_ddl: null for the string that the client sent.
--
-- A string is stored once: where it is already, it is neither read nor hashed again. The moment at which the
-- server got it and the process know it. Texts are compared for clocks that stand still; not where they are
-- long, as a script of a megabyte may have hundreds of statements.
create or replace function pggit_internal.write_step(
    p_object pggit_internal.objects, p_change_type text, p_severity text, p_ddl text,
    p_renames jsonb default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch text;
    v_statement_id bigint;
    v_hash text;
    v_ddl text;  -- null where it is stored
    v_step pggit_internal.history;
begin
    select r.checked_out_branch, s.id, s.hash into v_branch, v_statement_id, v_hash
    from pggit_internal.repository as r
    left join pggit_internal.statements as s
        on s.sent_at = statement_timestamp()
        and s.process_id = pg_backend_pid()
        and (
            p_ddl is null and octet_length(s.ddl) > 4096
            or p_ddl is null and s.ddl like '%***%' and octet_length(current_query()) > 4096
            or s.ddl = pggit_internal.without_passwords(coalesce(p_ddl, current_query(), ''))
        )
    where r.is_only
    limit 1;
    if not found then
        perform pggit_internal.raise_corrupt('pggit_internal.repository has no row');
    elsif v_statement_id is null then
        v_statement_id := pggit_internal.new_id();
        v_ddl := coalesce(p_ddl, current_query(), '');
        v_ddl := pggit_internal.without_passwords(v_ddl);  -- by itself, so that it is inlined
        v_hash := pggit_internal.statement_hash(v_ddl, statement_timestamp(), pg_backend_pid());
    end if;
    v_step := row(
        pggit_internal.new_id(), p_object.id, p_object.steps, p_object.identity, p_object.key,
        p_object.major, p_object.minor, p_object.patch, p_change_type, p_severity, p_object.definition_hash,
        v_statement_id, v_branch, clock_timestamp(), pggit_internal.caller(), null, p_renames
    );
    v_step.seal := pggit_internal.step_seal(p_object.seal, v_step, p_object.object_type, v_hash);
    -- In one statement: it takes half the time of several.
    with stated as (
        insert into pggit_internal.statements (id, ddl, hash, sent_at, process_id)
        select v_statement_id, v_ddl, v_hash, statement_timestamp(), pg_backend_pid()
        where v_ddl is not null
    ),
    awaited as (
        insert into pggit_internal.pending (history_id) values (v_step.id)
    ),
    stepped as (
        insert into pggit_internal.history select v_step.*
    )
    insert into pggit_internal.objects (
        id, object_type, identity, key, major, minor, patch, definition, definition_hash, is_live, steps, seal,
        parents
    )
    values (
        p_object.id, p_object.object_type, p_object.identity, p_object.key,
        p_object.major, p_object.minor, p_object.patch, p_object.definition, p_object.definition_hash,
        p_object.is_live, p_object.steps, v_step.seal, p_object.definition -> 'parents'
    )
    on conflict (id) do update
    set identity = excluded.identity,
        key = excluded.key,
        major = excluded.major,
        minor = excluded.minor,
        patch = excluded.patch,
        definition = excluded.definition,
        definition_hash = excluded.definition_hash,
        is_live = excluded.is_live,
        steps = excluded.steps,
        seal = excluded.seal,
        parents = excluded.parents;
end
$$;

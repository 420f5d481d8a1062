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
return pggit_internal.sha256_hex(jsonb_build_array(
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
)::text);

-- Adds a step to the history of an object and returns its seal. p_object is what the object has become,
-- but for its seal, which is still that of the step before. One statement: it takes half the time of several.
create or replace function pggit_internal.record_step(
    p_object pggit_internal.objects, p_change_type text, p_severity text, p_ddl text
)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id constant bigint := pggit_internal.new_id();
    v_ddl constant text := pggit_internal.without_passwords(coalesce(p_ddl, ''));
    v_seal text;
begin
    with
    last as (
        select s.id, s.hash
        from pggit_internal.statements as s
        where s.sent_at = statement_timestamp() and s.process_id = pg_backend_pid() and s.ddl = v_ddl
        limit 1
    ),
    added as (
        insert into pggit_internal.statements (id, ddl, hash, sent_at, process_id)
        select
            pggit_internal.new_id(), v_ddl,
            pggit_internal.statement_hash(v_ddl, statement_timestamp(), pg_backend_pid()),
            statement_timestamp(), pg_backend_pid()
        where not exists (select from last)
        returning id, hash
    ),
    statement as (
        select last.id, last.hash from last union all select added.id, added.hash from added
    ),
    step as (
        select row(
            v_id, p_object.id, p_object.steps, p_object.identity, p_object.key,
            p_object.major, p_object.minor, p_object.patch, p_change_type, p_severity, p_object.definition_hash,
            statement.id, r.checked_out_branch, clock_timestamp(), pggit_internal.caller(), null
        )::pggit_internal.history as step, statement.hash
        from statement
        cross join pggit_internal.repository as r
        where r.is_only
    ),
    sealed as (
        insert into pggit_internal.history
        select
            (step.step).id, (step.step).object_id, (step.step).step, (step.step).identity, (step.step).key,
            (step.step).major, (step.step).minor, (step.step).patch, (step.step).change_type,
            (step.step).severity, (step.step).definition_hash, (step.step).statement_id,
            (step.step).branch_name, (step.step).changed_at, (step.step).changed_by,
            pggit_internal.step_seal(p_object.seal, step.step, p_object.object_type, step.hash)
        from step
        returning id, seal
    ),
    awaited as (
        insert into pggit_internal.pending (history_id) select sealed.id from sealed
    )
    select sealed.seal into v_seal from sealed;
    if not found then
        perform pggit_internal.raise_corrupt('pggit_internal.repository has no row');
    end if;
    return v_seal;
end
$$;

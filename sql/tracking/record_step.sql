-- A statement as it may be kept where everybody can read it. One that looks as if it set a password, or a
-- connection that may hold one, keeps nothing between its first and its last quotation mark: literals can
-- be nested, split and commented in too many ways to find the one that matters.
create or replace function pggit_internal.without_passwords(p_ddl text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    if p_ddl ~* 'password|connection' and p_ddl ~* '\m(role|user|server|wrapper|subscription)\M' then
        return regexp_replace(p_ddl, '[''$].*[''$]', '''***''');
    end if;
    return p_ddl;
end
$$;

-- The seal of a step of history; p_before is the seal of the object's step before it, or ''.
create or replace function pggit_internal.step_seal(
    p_before text, p_step pggit_internal.history, p_object_type text, p_statement_hash text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return pggit_internal.sha256_hex(jsonb_build_array(
        p_before,
        p_step.id,
        p_step.object_id,
        p_step.step,
        p_object_type,
        p_step.identity,
        p_step.major,
        p_step.minor,
        p_step.patch,
        p_step.change_type,
        p_step.severity,
        p_step.definition_hash,
        p_step.statement_id,
        p_statement_hash,
        p_step.branch_name,
        extract(epoch from p_step.changed_at),
        p_step.changed_by
    )::text);
end
$$;

-- Adds a step to the history of an object and returns its seal. p_object is what the object has become,
-- but for its seal, which is still that of the step before.
create or replace function pggit_internal.record_step(
    p_object pggit_internal.objects, p_change_type text, p_severity text, p_ddl text
)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_step pggit_internal.history;
    v_ddl text := pggit_internal.without_passwords(coalesce(p_ddl, ''));
    v_statement_hash text;
begin
    v_step.id := nextval('pggit_internal.history_id_seq');
    v_step.object_id := p_object.id;
    v_step.step := p_object.steps;
    v_step.identity := p_object.identity;
    v_step.key := p_object.key;
    v_step.major := p_object.major;
    v_step.minor := p_object.minor;
    v_step.patch := p_object.patch;
    v_step.change_type := p_change_type;
    v_step.severity := p_severity;
    v_step.definition_hash := p_object.definition_hash;
    v_step.changed_at := clock_timestamp();
    v_step.changed_by := pggit_internal.caller();
    select r.checked_out_branch, s.id, s.hash into v_step.branch_name, v_step.statement_id, v_statement_hash
    from pggit_internal.repository as r
    left join pggit_internal.history as h on h.id = v_step.id - 1
    left join pggit_internal.statements as s on s.id = h.statement_id and s.ddl = v_ddl
    where r.is_only;
    if v_step.statement_id is null then
        v_statement_hash := pggit_internal.sha256_hex(v_ddl);
        insert into pggit_internal.statements (ddl, hash) values (v_ddl, v_statement_hash)
        returning id into v_step.statement_id;
    end if;

    v_step.seal := pggit_internal.step_seal(
        p_object.seal, v_step, p_object.object_type, v_statement_hash
    );
    insert into pggit_internal.history overriding system value select v_step.*;
    insert into pggit_internal.pending (history_id) values (v_step.id);
    return v_step.seal;
end
$$;

-- How much the step from one definition to another can hurt: major where it can break a reader or a
-- writer, minor where it only adds or relaxes, patch otherwise. Judged by the definitions, not by the
-- command: ALTER TABLE can be any of the three. Most steps change one part: only what differs is looked at.
create or replace function pggit_internal.severity(p_old jsonb, p_new jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_key text;
    v_old jsonb;
    v_new jsonb;
    v_severity text;
    v_highest text := 'patch';
begin
    -- The commonest step needs no further look: a column more at the end, which need not be filled.
    if p_new #- '{columns,-1}' = p_old and not p_new #> '{columns,-1}' ? 'not_null' then
        return 'minor';
    end if;
    for v_key, v_old, v_new in
        select key, p_old -> key, p_new -> key
        from jsonb_object_keys(p_old || p_new) as key
        where p_old -> key is distinct from p_new -> key
    loop
        v_severity := case
            when v_key = 'columns' then pggit_internal.columns_severity(v_old, v_new)
            when v_key in ('constraints', 'indexes', 'triggers', 'rules', 'policies')
                then pggit_internal.parts_severity(v_key, coalesce(v_old, '{}'), coalesce(v_new, '{}'), p_new ? 'query')
            when v_key = 'labels' then case when v_new @> v_old then 'minor' else 'major' end
            when v_key = 'options' then pggit_internal.options_severity(v_old, v_new)
            when v_key in ('partition_bound', 'not_null') then case when v_new is null then 'minor' else 'major' end
            -- Forced, it holds for the owner too; forced without being enabled, for nobody.
            when v_key = 'row_security' then case
                when v_new = '"forced"' or v_new = '"enabled"' and v_old is distinct from '"forced"' then 'major'
                else 'minor'
            end
            -- A sequence fails at its limits, unless it starts again there. Its type shows in nothing else.
            when v_key = 'maximum' then case when v_new > v_old then 'minor' else 'major' end
            when v_key = 'minimum' then case when v_new < v_old then 'minor' else 'major' end
            when v_key = 'cycle' then case when v_new = 'true' then 'minor' else 'major' end
            when v_key in (
                'result', 'kind', 'increment', 'base', 'collation', 'range', 'partition_key'
            ) then 'major'
            when v_key in ('arguments', 'default', 'parents') then 'minor'
            else 'patch'
        end;
        if v_severity = 'major' then
            return 'major';
        elsif v_severity = 'minor' then
            v_highest := 'minor';
        end if;
    end loop;
    return v_highest;
end
$$;

-- Columns, matched by name: one that is gone, stricter, or of another kind is major; one that is new is
-- minor, unless writers must now fill it.
create or replace function pggit_internal.columns_severity(p_old jsonb, p_new jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    c_filled constant text[] := array['default', 'identity', 'generated'];
begin
    return (
        select case
            when bool_or(
                n.value is null
                or o.value is null and n.value ? 'not_null' and not n.value ?| c_filled
                or o.value is not null and (
                    o.value -> 'type' is distinct from n.value -> 'type'
                    or o.value -> 'collation' is distinct from n.value -> 'collation'
                    or o.value -> 'expression' is distinct from n.value -> 'expression'
                    or o.value -> 'generated' is distinct from n.value -> 'generated'
                    or n.value ? 'not_null' and not o.value ? 'not_null'
                    or n.value ? 'not_null' and o.value ?| c_filled and not n.value ?| c_filled
                    or n.value #>> '{identity,kind}' = 'always'
                        and o.value #>> '{identity,kind}' is distinct from 'always'
                    or n.value ? 'identity' and o.value ? 'identity' and pggit_internal.severity(
                        o.value #> '{identity,sequence}', n.value #> '{identity,sequence}'
                    ) = 'major'
                )
            ) then 'major'
            when bool_or(
                o.value is null
                or o.value - 'comment' <> n.value - 'comment'
                and (n.value ? 'default' or o.value ? 'not_null' or n.value ? 'identity')
            ) then 'minor'
            else 'patch'
        end
        from jsonb_array_elements(p_old) as o
        full join jsonb_array_elements(p_new) as n on n.value ->> 'name' = o.value ->> 'name'
        where o.value is distinct from n.value
    );
end
$$;

-- Parts that have a name and a definition. A trigger or rule takes part in every write, and can refuse it or
-- make something else of it; a view can be written because it has them. An index only costs time, but for a
-- unique one. VALIDATE CONSTRAINT and a constraint that is NOT ENFORCED stop nobody.
create or replace function pggit_internal.parts_severity(
    p_kind text, p_old jsonb, p_new jsonb, p_is_view boolean
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_highest text := 'patch';
    v_severity text;
    v_part record;
begin
    for v_part in
        select o.value as old, n.value as new
        from jsonb_each(p_old) as o
        full join jsonb_each(p_new) as n on n.key = o.key
        where o.value is distinct from n.value
    loop
        v_severity := case
            when v_part.old - 'comment' - 'index_comment' = v_part.new - 'comment' - 'index_comment' then 'patch'
            when p_kind = 'indexes' then case
                when v_part.new ? 'unique' and not coalesce(v_part.old ? 'unique', false) then 'major'
                when v_part.old is null or v_part.old ? 'unique' and v_part.new is null then 'minor'
                else 'patch'
            end
            when p_kind = 'constraints' then case
                when v_part.new is null or v_part.new ->> 'definition' like '% NOT ENFORCED' then 'minor'
                when v_part.old ->> 'definition' = (v_part.new ->> 'definition') || ' NOT VALID' then 'patch'
                else 'major'
            end
            when p_kind = 'policies' then case
                when v_part.old is null and not v_part.new ? 'restrictive' then 'minor'
                else 'major'
            end
            when v_part.new is null or v_part.new ->> 'enabled' = 'never'
                then case when p_is_view or p_kind = 'rules' then 'major' else 'minor' end
            when v_part.old is null and p_is_view and p_kind = 'triggers' then 'minor'
            else 'major'
        end;
        if v_severity = 'major' then
            return 'major';
        elsif v_severity = 'minor' then
            v_highest := 'minor';
        end if;
    end loop;
    return v_highest;
end
$$;

-- A view's options. CHECK OPTION refuses rows, security_invoker readers; security_barrier only takes time.
create or replace function pggit_internal.options_severity(p_old jsonb, p_new jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select case
            when bool_or(o.value is null) then 'major'
            when bool_or(n.value is null) then 'minor'
            else 'patch'
        end
        from (
            select value from jsonb_array_elements_text(p_old) as value where value !~ '^security_barrier='
        ) as o
        full join (
            select value from jsonb_array_elements_text(p_new) as value where value !~ '^security_barrier='
        ) as n on n.value = o.value
    );
end
$$;

-- Return whether a value of one type can be cast to another; false for types that do not exist yet.
create or replace function pggit_internal.has_cast(p_from text, p_to text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_from oid := to_regtype(pggit_internal.runnable(regexp_replace(p_from, '\([0-9, ]+\)', '')))::oid;
    v_to oid := to_regtype(pggit_internal.runnable(regexp_replace(p_to, '\([0-9, ]+\)', '')))::oid;
begin
    if p_from like '%[]' and p_to like '%[]' then
        return pggit_internal.has_cast(left(p_from, -2), left(p_to, -2));
    end if;
    return v_from = v_to
        or exists (select from pg_cast as c where c.castsource = v_from and c.casttarget = v_to)
        or exists (select from pg_type as t where t.oid in (v_from, v_to) and t.typcategory = 'S');
end
$$;

-- Return the casts by which values of one type become values of another, '' for none. p_way: how they go
-- where the first one has stepped aside for the second, by way of "text" or by a "cast"; else null.
create or replace function pggit_internal.casts(p_from text, p_to text, p_way text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when p_from = p_to and p_way is null then ''
        else case
            when p_way = 'cast' or p_way is null and pggit_internal.has_cast(p_from, p_to) then ''
            when p_from like '%[]' and p_to like '%[]' then '::text[]'
            else '::text'
        end || '::' || pggit_internal.runnable(p_to)
    end;
end
$$;

-- Return the statements that make a column another in place; null where it must be made again. p_way: of
-- pggit_internal.casts(), where its type has the same name, and is another.
create or replace function pggit_internal.column_alteration(
    p_from pggit_internal.node, p_to pggit_internal.node, p_way text
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_to.object);
    v_old constant jsonb := p_from.facts;
    v_new constant jsonb := p_to.facts;
    v_name constant text := pggit_internal.quoted(p_to.name);
    v_column constant text := format('alter table %s alter column %s', v_identity, v_name);
    v_has_other_type constant boolean := p_way is not null or v_old -> 'type' <> v_new -> 'type';
    v_statements text[] := '{}';
begin
    if v_new ? 'generated' and v_old - 'not_null' <> v_new - 'not_null' then
        return null;
    end if;
    if v_old ? 'generated' and not v_new ? 'generated' then
        if v_old ->> 'generated' = 'virtual' then
            return null;
        end if;
        v_statements := v_statements || (v_column || ' drop expression');
    end if;
    if v_old ? 'identity' and not v_new ? 'identity' then
        v_statements := v_statements || (v_column || ' drop identity');
    end if;
    if v_has_other_type or v_old -> 'collation' is distinct from v_new -> 'collation' then
        v_statements := v_statements || concat_ws(
            ' ', v_column, 'type', pggit_internal.runnable(v_new ->> 'type'),
            'collate ' || coalesce(
                v_new ->> 'collation',
                case when v_old ? 'collation' and v_old -> 'type' = v_new -> 'type'
                    then 'pg_catalog."default"'
                end
            ),
            case when v_has_other_type then 'using ' || v_name || pggit_internal.casts(
                v_old ->> 'type', v_new ->> 'type', p_way
            ) end
        );
    end if;
    if v_new ? 'not_null' and not v_old ? 'not_null' then
        v_statements := v_statements || (v_column || ' set not null');
    end if;
    if v_new -> 'identity' ? 'sequence' and not v_old ? 'identity' then
        v_statements := v_statements || pggit_internal.identity_creation(p_to);
    elsif v_new -> 'identity' <> v_old -> 'identity' then
        v_statements := v_statements || format(
            '%s set generated %s set increment by %s set minvalue %s set maxvalue %s set start with %s'
            ' set cache %s set %scycle',
            v_column, v_new #>> '{identity,kind}',
            v_new #>> '{identity,sequence,increment}', v_new #>> '{identity,sequence,minimum}',
            v_new #>> '{identity,sequence,maximum}', v_new #>> '{identity,sequence,start}',
            v_new #>> '{identity,sequence,cache}',
            case when v_new #>> '{identity,sequence,cycle}' = 'true' then '' else 'no ' end
        );
    end if;
    if v_old ? 'not_null' and not v_new ? 'not_null' then
        v_statements := v_statements || (v_column || ' drop not null');
    end if;
    return v_statements;
end
$$;

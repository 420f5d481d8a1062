-- Return what holds rows or values that a statement of a plan would lose ("table public.t", "column
-- public.t.a"); null where it loses nothing. A column that is null in all rows loses nothing, nor does one
-- that is computed. Runs with the caller's rights, and takes the lock that the statement will take: no row
-- comes between the look and the loss.
create or replace function pggit_internal.lost_rows(p_statement text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_name constant text := '(?:"(?:[^"]|"")*"|[^\s".]+)';
    v_parts text[] := regexp_match(
        p_statement,
        format('^(?:drop table|alter table) (%s\.%s)(?: drop column (%s))?$', c_name, c_name, c_name)
    );
    v_column text;
    v_is_lost boolean;
begin
    if v_parts is null then
        return null;
    end if;
    execute format('lock table %s in access exclusive mode', v_parts[1]);
    if v_parts[2] is null then
        execute format('select exists (select from %s)', v_parts[1]) into v_is_lost;
        return case when v_is_lost then 'table ' || v_parts[1] end;
    end if;
    select quote_ident(a.attname) into v_column
    from pg_attribute as a
    where a.attrelid = to_regclass(v_parts[1]) and a.attname = (parse_ident(v_parts[2]))[1]
        and a.attgenerated = '';
    if not found then
        return null;
    end if;
    -- Not IS NOT NULL: a composite value with a null in it is a value.
    execute format('select exists (select from %s as t where num_nonnulls(t.%s) > 0)', v_parts[1], v_column)
    into v_is_lost;
    return case when v_is_lost then format('column %s.%s', v_parts[1], v_parts[2]) end;
end
$$;

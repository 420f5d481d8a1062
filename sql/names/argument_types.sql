-- The types that a routine's arguments are written with, as PostgreSQL finds types along p_path: integer, int
-- and int4 are one. Null where one of them is no type.
create or replace function pggit_internal.argument_types(p_arguments text, p_path name[])
returns oid[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    -- At the commas that are in no quotes.
    v_names text[] := case
        when p_arguments ~ '^\s*$' then '{}'
        else regexp_split_to_array(p_arguments, ',(?=(?:[^"]*"[^"]*")*[^"]*$)')
    end;
    v_name text;
    v_type oid;
    v_types oid[] := array[]::oid[];
begin
    perform set_config('search_path', (select string_agg(quote_ident(s), ', ') from unnest(p_path) as s), true);
    -- From here on names would be looked up along that path.
    foreach v_name in array v_names loop
        v_type := pg_catalog.to_regtype(v_name);
        if v_type is null then
            return null;
        end if;
        v_types := pg_catalog.array_append(v_types, v_type);
    end loop;
    return v_types;
exception when syntax_error_or_access_rule_violation or data_exception or invalid_schema_name
    or feature_not_supported
then
    return null;  -- what is no type at all: "a b c", "setof integer"
end
$$;

-- The parts of a name as a user writes it, unquoted and cut to 63 bytes as PostgreSQL does it, and a
-- routine's arguments without the parentheses. Nulls for what is no name: `a..b`, an open quote, a blank.
create or replace function pggit_internal.parse_name(p_name text, out parts name[], out arguments text)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    parts := parse_ident(p_name);
exception when invalid_parameter_value then
    arguments := substring(p_name from '\(([^()]*)\)$');
    begin
        parts := parse_ident(p_name, strict => arguments is null);
    exception when invalid_parameter_value then
        arguments := null;
    end;
end
$$;

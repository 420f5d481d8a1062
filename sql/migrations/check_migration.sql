-- What a migration may be called: p_text is its version or its name, p_what says which.
create or replace function pggit_internal.check_migration_label(p_what text, p_text text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_reason text;
begin
    v_reason := case
        when p_text is null then 'it is null'
        when p_text !~ '\S' then 'it is blank'
        when octet_length(pggit_internal.utf8(p_text)) > 255 then 'it is longer than 255 bytes'
        when p_text ~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' then 'it holds a control character'
    end;
    if v_reason is not null then
        raise exception 'invalid % of a migration %: %',
            p_what, coalesce(quote_literal(p_text), 'null'), v_reason
            using errcode = '22023',
                hint = 'Versions and names are 1 to 255 bytes of printable text, e.g. 2026-01 and add orders.';
    end if;
end
$$;

create or replace function pggit_internal.check_migration_scripts(p_up text, p_down text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    if p_up is null or p_up !~ '\S' then
        raise exception 'the migration has no script'
            using errcode = '22023', hint = 'Pass the SQL to run as p_up.';
    end if;
    if p_down !~ '\S' then
        raise exception 'the migration''s down script is blank'
            using errcode = '22023', hint = 'Leave p_down out if the migration cannot be rolled back.';
    end if;
end
$$;

-- The same text is the same bytes of both scripts, line ends and comments included; the name is no part of
-- it. A down script that was mended must not be ignored in silence. Null for a migration without scripts.
create or replace function pggit_internal.migration_checksum(p_up text, p_down text)
returns text
language sql
stable
return case when p_up is not null then pggit_internal.sha256_hex(jsonb_build_array(p_up, p_down)::text) end;

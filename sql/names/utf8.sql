-- Return the bytes of a text in UTF-8, whatever the database's encoding. A database in SQL_ASCII keeps the
-- bytes that clients send, and says nothing of their encoding: they stay as they are, UTF-8 or not.
create or replace function pggit_internal.utf8(p_text text)
returns bytea
language sql
stable
return convert_to(p_text, case getdatabaseencoding() when 'SQL_ASCII' then 'SQL_ASCII' else 'UTF8' end);

-- Most other encodings hold characters that PostgreSQL cannot convert (WIN1252 0x81, EUC_JP outside JIS): a
-- text with one stays as it is, too. Only where it is needed, as it costs 20 us, and the function above is
-- inlined.
do $do$
begin
    if getdatabaseencoding() not in ('UTF8', 'SQL_ASCII', 'LATIN1') then
        create or replace function pggit_internal.utf8(p_text text)
        returns bytea
        language plpgsql
        stable
        set search_path = pg_catalog, pg_temp
        as $$
        begin
            return convert_to(p_text, 'UTF8');
        exception when untranslatable_character or undefined_function then
            return convert_to(p_text, getdatabaseencoding());
        end
        $$;
    end if;
end
$do$;

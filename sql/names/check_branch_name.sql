-- Git's rules for the name of a branch or tag (git-check-ref-format), and at most 255 bytes of UTF-8.
create or replace function pggit_internal.check_branch_name(p_name text)
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
        when p_name is null then 'it is null'
        when p_name = '' then 'it is empty'
        when octet_length(pggit_internal.utf8(p_name)) > 255 then 'it is longer than 255 bytes'
        when p_name ~ '[\u0001-\u0020\u007f]' then 'it holds a blank or a control character'
        when p_name ~ '[~^:?*[\\]' then 'it holds one of ~ ^ : ? * [ \'
        when position('..' in p_name) > 0 then 'it holds ..'
        when position('@{' in p_name) > 0 or p_name = '@' then 'it is @ or holds @{'
        when p_name ~ '^[-/]' then 'it begins with - or /'
        when p_name ~ '[/.]$' then 'it ends with / or .'
        when p_name ~ '(^|/)\.' then 'a part of it begins with .'
        when position('//' in p_name) > 0 then 'it holds //'
        when p_name ~ '\.lock(/|$)' then 'a part of it ends with .lock'
    end;
    if v_reason is not null then
        raise exception 'invalid name %: %', coalesce(quote_literal(p_name), 'null'), v_reason
            using errcode = '22023',
                hint = 'Branches and tags are named by git''s rules, e.g. main or feature/orders-2.';
    end if;
end
$$;

-- What a commit's ID may be: 10 to 255 printable characters. ASCII, as generated IDs are, needs no look at
-- the list of what is not printable.
create or replace function pggit_internal.is_trinity_id(p_id text)
returns boolean
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
begin
    return length(p_id) between 10 and 255
        and btrim(p_id) <> ''
        and (p_id ~ '^[ -~]*$' or pggit_internal.is_printable(p_id));
end
$$;

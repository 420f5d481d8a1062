-- What a commit's ID may be: 10 to 255 printable characters.
create or replace function pggit_internal.is_trinity_id(p_id text)
returns boolean
language sql
immutable
return length(p_id) between 10 and 255
    and p_id !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]'
    and btrim(p_id) <> '';

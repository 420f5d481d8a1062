-- The code points that nobody can see or tell apart: controls, formats (soft hyphen, zero width, right to
-- left), separators but the blank, private use. (Unicode's categories Cc, Cf, Co, Cs, Zl, Zp, Zs without
-- U+0020.) A list, because what a regular expression calls printable depends on the database's locale. What
-- is not assigned yet may be a letter one day.
create or replace function pggit_internal.unprintable()
returns int4multirange
language sql
immutable
return '{
    [0,32),[127,161),[173,174),[1536,1542),[1564,1565),[1757,1758),[1807,1808),[2192,2194),[2274,2275),
    [5760,5761),[6158,6159),[8192,8208),[8232,8240),[8287,8293),[8294,8304),[12288,12289),[55296,63744),
    [64976,65008),[65279,65280),[65529,65532),[69821,69822),[69837,69838),[78896,78912),[113824,113828),
    [119155,119163),[917505,917506),[917536,917632),[983040,1114112)
}'::int4multirange;

-- Whether every character of a text can be seen; the last two of each plane are none. Reads UTF-8, whatever
-- the database's encoding; false for what cannot be converted.
create or replace function pggit_internal.is_printable(p_text text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_bytes bytea := pggit_internal.utf8(p_text);
    v_byte integer;
    v_code integer;
    v_to_come integer := 0;  -- bytes of this character
begin
    for i in 0..octet_length(v_bytes) - 1 loop
        v_byte := get_byte(v_bytes, i);
        if (v_byte between 128 and 191) <> (v_to_come > 0) then
            return false;  -- not UTF-8
        elsif v_byte < 128 then
            v_code := v_byte;
        elsif v_byte < 192 then
            v_code := (v_code << 6) | (v_byte & 63);
            v_to_come := v_to_come - 1;
        else
            v_to_come := case when v_byte < 224 then 1 when v_byte < 240 then 2 else 3 end;
            v_code := v_byte & (63 >> v_to_come);
        end if;
        if v_to_come = 0 and (pggit_internal.unprintable() @> v_code or v_code & 65534 = 65534) then
            return false;
        end if;
    end loop;
    return v_to_come = 0;
end
$$;

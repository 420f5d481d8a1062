-- An ID that never repeats: wall clock to the microsecond, a random number of six digits of base 36, and
-- 32 more random bits. (A sequence would change what lastval() returns to the caller.) Example:
-- 20261121104500123456-q3k01z-9f86d081.
create or replace function pggit.generate_trinity_id()
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number bigint := pggit_internal.new_id();
    v_base36 text := '';
begin
    for i in 1..6 loop
        v_base36 := substr('0123456789abcdefghijklmnopqrstuvwxyz', (v_number % 36)::integer + 1, 1)
            || v_base36;
        v_number := v_number / 36;
    end loop;
    return to_char(clock_timestamp() at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
        || '-' || v_base36
        || '-' || left(gen_random_uuid()::text, 8);
end
$$;

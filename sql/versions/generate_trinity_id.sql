create sequence if not exists pggit_internal.trinity_sequence
    as bigint minvalue 0 maxvalue 2176782335 cycle;  -- 36^6 - 1: six digits of base 36

-- An ID that never repeats: wall clock to the microsecond, a sequence, and 32 random bits.
-- Example: 20261121104500123456-00001z-9f86d081.
-- SECURITY DEFINER: callers may draw from the sequence but must not be able to set it.
create or replace function pggit.generate_trinity_id()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number bigint := nextval('pggit_internal.trinity_sequence');
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

-- Adds to a counter, which begins at 0, and returns its new value.
create function tally.add(p_name text, p_change bigint) returns bigint
language plpgsql
as $body$
declare
    v_value bigint;
begin
    insert into tally.counters as c (name, value) values (p_name, p_change)
    on conflict (name) do update set value = c.value + p_change
    returning c.value into v_value;
    insert into tally.entries (counter, change, value) values (p_name, p_change, v_value);
    return v_value;
end
$body$;

-- Functions, procedures, aggregates.
create schema code;
create table code.items (id integer primary key, name text, price numeric);
create table code.parts (id integer, item integer references code.items);
create function code.plain() returns integer language sql as 'select 1';
create function code.described(a integer, b text default 'it''s "json"', c timestamptz default '2024-01-01 00:00:00+00') returns text
language plpgsql immutable strict parallel safe leakproof security definer cost 7
set search_path = code, pg_temp set work_mem = '1MB' set datestyle to iso, dmy as $$
begin
    return a || b; -- "json" is a comment's word
end
$$;
comment on function code.described is 'says';
create function code.outs(in a integer, out b text, inout c numeric, variadic d text[]) language sql as 'select $1::text, $2';
create function code.as_table(p integer) returns table (id integer, name text, "json" json)
language sql stable rows 10 as 'select 1, null::text, null::json';
create function code.as_set(kinds.mood[]) returns setof kinds.address language sql as 'select null::kinds.address where false';
create function code.as_record() returns setof record language sql as 'select 1';
create function code.any_kind(a anyelement, b anycompatiblearray, c anyrange default null) returns anyelement language sql as 'select a';
create function code.defaults(a integer default 1, b integer[] default '{1,2}', c text default current_user, d date default current_date, e kinds.mood default 'ok', f jsonb default '{}', g integer default (1 + 2) * 3, h name default current_schema)
returns void language sql as '';
create function code.numbered(variadic integer[] default '{}') returns integer language sql as 'select cardinality($1)';
create function code.window_count(bigint) returns bigint language internal window immutable strict as 'window_row_number';
create function code.internal_lower(text) returns text language internal immutable strict as 'lower';
create function code.internal_state(internal, numeric) returns internal language internal immutable as 'numeric_avg_accum';
create procedure code.work(in a integer, inout b text default 'x') language plpgsql security definer as 'begin b := a; end';
comment on procedure code.work is 'works';
create procedure code.out_only(out a integer, b json) language plpgsql as 'begin a := 1; end';
create function code.triggered() returns trigger language plpgsql set timezone = 'UTC' as 'begin return null; end';
create function code.on_event() returns event_trigger language plpgsql as 'begin end';

create function code.atomic(a integer, "json" text) returns setof code.items language sql begin atomic
    select i.id, i.name, i.price from code.items as i where i.id = a and i.name <> "json";
end;
create function code.returned(a integer) returns integer language sql immutable return a * 2 + coalesce($1, 0);
create function code.writes(a integer) returns integer language sql begin atomic
    insert into code.items (id, name) values (a, 'x'), (a + 1, default) on conflict (id) do update set name = excluded.name || items.name where items.id > 0;
    insert into code.items select id + 10, name, price from code.items where price > 5 on conflict do nothing;
    update code.items set price = price * 2, (name, id) = (select n.name, n.id from code.items as n where n.id = items.id) where id = a;
    update code.items as i set price = other.price from code.items as other where other.id = i.id and i.name like 'a%';
    delete from code.items as i using code.parts as p where p.id = i.id;
    delete from code.items where id = a returning id;
end;
create procedure code.merges() language sql begin atomic
    merge into code.items as i using code.parts as p on p.item = i.id
        when matched and p.id > 5 then delete
        when matched then update set name = 'x', price = p.id
        when not matched then insert (id, name) values (p.item, 'y');
    values (1, 'a'), (2, 'b');
    select;
end;
create function code.queries("json" text) returns bigint language sql stable begin atomic
    with recursive tree (id, depth) as (
        select parts.id, 0 from code.parts union all select p.id, tree.depth + 1 from code.parts as p join tree on tree.id = p.item
    ) search depth first by id set path cycle id set is_cycle using seen
    select count(*) filter (where depth > 1) from tree where not is_cycle;
    select count(distinct name) from code.items where items.name = queries."json";
end;

create aggregate code.total(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0');
create aggregate code.biggest(integer) (sfunc = int4larger, stype = integer, sortop = >, combinefunc = int4larger, parallel = safe);
comment on aggregate code.biggest(integer) is 'the biggest';
create aggregate code.mean(numeric) (
    sfunc = numeric_avg_accum, stype = internal, sspace = 128, finalfunc = numeric_avg, finalfunc_modify = read_write,
    combinefunc = numeric_avg_combine, serialfunc = numeric_avg_serialize, deserialfunc = numeric_avg_deserialize, parallel = restricted
);
create aggregate code.moving(integer) (
    sfunc = int4_avg_accum, stype = bigint[], finalfunc = int8_avg, initcond = '{0,0}',
    msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = bigint[], mfinalfunc = int8_avg, minitcond = '{0,0}', mfinalfunc_modify = read_only
);
create aggregate code.joined(text, text) (sfunc = string_agg_transfn, stype = internal, finalfunc = string_agg_finalfn);
create aggregate code.counted(*) (sfunc = int8inc, stype = bigint, initcond = '0');
create aggregate code.quantile(double precision order by anyelement) (
    sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra, finalfunc_modify = shareable
);
create aggregate code.ranked(variadic "any" order by variadic "any") (
    sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical
);

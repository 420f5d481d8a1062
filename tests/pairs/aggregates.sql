-- Aggregates: their functions, states and kinds.

-- pair: an aggregate is made
-- to
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '0');

-- pair: the first state is another
-- from
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
comment on aggregate total(integer) is 'adds';
-- to
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '5');
comment on aggregate total(integer) is 'adds';

-- pair: its functions are made again under a view
-- from
create function step(integer, integer) returns integer language sql immutable as 'select $1 + $2';
create aggregate total(integer) (sfunc = step, stype = integer);
create table t (a integer);
create view v as select total(a) from t;
-- to
create function step(bigint, integer) returns bigint language sql immutable as 'select $1 + $2';
create aggregate total(integer) (sfunc = step, stype = bigint);
create table t (a integer);
create view v as select total(a) from t;

-- pair: a last function and a combining one
-- from
create function step(integer, integer) returns integer language sql immutable as 'select $1 + $2';
create function last(integer) returns text language sql immutable as 'select $1::text';
create aggregate total(integer) (sfunc = step, stype = integer);
-- to
create function step(integer, integer) returns integer language sql immutable as 'select $1 + $2';
create function last(integer) returns text language sql immutable as 'select $1::text';
create aggregate total(integer) (sfunc = step, stype = integer, finalfunc = last, combinefunc = int4pl, parallel = safe);

-- pair: an ordered set
-- from
create aggregate middle(float8 order by anyelement) (
    sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra
);
-- to
create aggregate middle(float8 order by anyelement) (
    sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra,
    finalfunc_modify = shareable
);

-- pair: a hypothetical set, a sort operator, a moving state
-- from
create aggregate smallest(integer) (sfunc = int4smaller, stype = integer);
-- to
create aggregate smallest(integer) (sfunc = int4smaller, stype = integer, sortop = operator(pg_catalog.<));
create aggregate my_rank(variadic "any" order by variadic "any") (
    sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical
);
create aggregate moving(integer) (
    sfunc = int4pl, stype = integer, msfunc = int4pl, minvfunc = int4mi, mstype = integer, initcond = '0', minitcond = '0'
);

-- pair: an aggregate over an own type
-- from
create type pair as (a integer, b integer);
create function step(pair, integer) returns pair language sql immutable as 'select row($1.b, $2)::pair';
create aggregate latest(integer) (sfunc = step, stype = pair);
-- to
create type pair as (a integer, b bigint);
create function step(pair, integer) returns pair language sql immutable as 'select row($1.b, $2)::pair';
create aggregate latest(integer) (sfunc = step, stype = pair);

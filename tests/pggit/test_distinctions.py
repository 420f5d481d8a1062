"""Definitions that are easily taken for each other: no two are equal."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import error, run
from tests.pggit.test_definitions import after

# Objects that cannot be altered: no two of a list are equal.
AGGREGATE = (
    "create aggregate o(integer) (sfunc = int4_avg_accum, stype = bigint[], initcond = '{{0,0}}'{})"
)
RANGE = "create type o as range (subtype = {})"
DISTINCT = {
    "aggregate": [
        "create aggregate o(integer) (sfunc = int4pl, stype = integer)",
        AGGREGATE.format(""),
        AGGREGATE.format("").replace("{0,0}", "{0,1}"),
        AGGREGATE.format(", finalfunc = int8_avg"),
        AGGREGATE.format(", finalfunc = int8_avg, finalfunc_modify = read_write"),
        AGGREGATE.format(", combinefunc = int4_avg_combine"),
        AGGREGATE.format(", parallel = safe"),
        AGGREGATE.format(
            ", msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = bigint[], minitcond = '{0,1}'"
        ),
        AGGREGATE.format(
            ", msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = bigint[], minitcond = '{0,0}'"
        ),
        "create aggregate o(integer) (sfunc = int4larger, stype = integer)",
        "create aggregate o(integer) (sfunc = int4larger, stype = integer, sortop = >)",
        "create aggregate o(integer) (sfunc = int4smaller, stype = integer)",
    ],
    "range": [
        RANGE.format("text"),
        RANGE.format("name"),
        RANGE.format("text, subtype_opclass = text_pattern_ops"),
        RANGE.format('text, collation = "C"'),
        RANGE.format("text, multirange_type_name = many"),
        RANGE.format("float8"),
        RANGE.format("float8, subtype_diff = float8mi"),
    ],
    "policy": [
        f"create table o (a integer); create policy p on o {how}"
        for how in [
            "",
            "as restrictive",
            "for select",
            "for delete",
            "to pg_monitor",
            "using (true)",
            "for insert with check (true)",
        ]
    ],
    "trigger": [
        "create table other (b integer); create function act(integer) returns integer language sql as 'select 1';"
        "create function act() returns trigger language plpgsql as 'begin return new; end';"
        f"create table o (a integer, b integer); create {what} execute function act({arguments})"
        for what, arguments in [
            ("trigger g before insert on o for each row", ""),
            ("trigger g before insert on o for each row", "'a'"),
            ("trigger g before insert on o for each row", "' ON o '"),
            ("trigger g before insert on o for each row", "' ON public.o '"),
            ("trigger g before insert on o for each row", "' ON self '"),
            ("trigger g before insert on o for each row", "' INSERT ON public.a '"),
            ("trigger g before insert on o for each row", "' INSERT ON public.b '"),
            ('trigger " ON public.o " before insert on o for each row', ""),
            ('trigger " ON self " before insert on o for each row', ""),
            ("trigger g after insert on o for each row", ""),
            ("trigger g before insert on o for each statement", ""),
            ("trigger g before update on o for each row", ""),
            ("trigger g before insert or update on o for each row", ""),
            ("trigger g before update of a on o for each row", ""),
            ("trigger g before update of b on o for each row", ""),
            ("trigger g before update on o for each row when (old.a > 1)", ""),
            ("trigger g after update on o referencing old table as x for each row", ""),
            ("trigger g after update on o referencing new table as x for each row", ""),
            ("constraint trigger g after insert on o for each row", ""),
            ("constraint trigger g after insert on o deferrable for each row", ""),
            ("constraint trigger g after insert on o from other for each row", ""),
            ("constraint trigger g after insert on o from o for each row", ""),
        ]
    ],
    "index": [
        f"create table o (a text, b text, c tsvector, d integer); create {what}"
        for what in [
            "index i on o (a)",
            "unique index i on o (a)",
            "unique index i on o (a) nulls not distinct",
            "index i on o (b)",
            "index i on o (a, b)",
            "index i on o (a) include (b)",
            "index i on o (a desc)",
            "index i on o (a nulls first)",
            'index i on o (a collate "C")',
            "index i on o (a text_pattern_ops)",
            "index i on o using hash (a)",
            "index i on o using gist (c)",
            "index i on o using gist (c tsvector_ops (siglen = 100))",
            "index i on o ((lower(a)))",
            "index i on o (a) where d > 0",
            "index i on o (a) where d > 1",
        ]
    ],
    "partition": [
        f"create table o (a integer, b integer) {what}"
        for what in [
            "",
            "partition by range (a)",
            "partition by list (a)",
            "partition by hash (a)",
            "partition by range (b)",
            "partition by range (a, b)",
            "partition by range ((a + b))",
        ]
    ],
    "attached": [
        "create table p (a integer) partition by range (a); create table o (a integer); "
        "create index x on o (a); create index y on o (a); create table q (a integer primary key); "
        "alter table o add constraint f foreign key (a) references q; "
        "alter table o add constraint g foreign key (a) references q; "
        f"alter table p attach partition o for values from (0) to (9); {what}"
        for what in [
            "",
            "create index i on only p (a); alter index i attach partition x",
            "create index i on only p (a); alter index i attach partition y",
            "create index j on only p (a); alter index j attach partition x",
            "alter table o drop constraint g; alter table p add constraint k foreign key (a) references q;"
            " alter table o add constraint g foreign key (a) references q",
            "alter table o drop constraint f; alter table p add constraint k foreign key (a) references q;"
            " alter table o add constraint f foreign key (a) references q",
        ]
    ],
    "serial": [
        f"create table o (a serial); create sequence s owned by o.a; {what}"
        for what in [
            "",
            "alter table o alter a set default nextval('s')",
            "alter table o alter a set default nextval('s') + 0",
            "alter sequence s owned by none",
            "alter table o alter a drop default",
        ]
    ],
    "of": [
        "create table o (a integer)",
        "create type y as (a integer); create table o of y",
        "create type z as (a integer); create table o of z",
        "create table z (a integer); create table o () inherits (z)",
    ],
    "view": [
        "create schema f; create domain f.text as pg_catalog.text; create table f.a (x integer, a integer); create table f (x integer, lower text);"
        f"create function f.lower(text) returns text language sql as 'select $1'; create view o as select {query}"
        for query in [
            "lower(lower) from f",
            "f.lower(lower) from f",
            "f.lower('lower') from f",
            "'lower(lower)' as lower from f",
            "'f.lower' as lower from f",
            '"f.lower" as lower from (select lower as "f.lower" from f) as f',
            "x as lower, lower as x from f order by x",
            "x as lower, lower as x from f order by f.x",
            "f.x from f where exists (select from f.a as b where b.x = f.x)",
            "f.x from f where exists (select from f.a as b where b.x = b.x)",
            "f.x from f where exists (select from f.a where a.x = f.x)",
            "f.x from f where exists (select from f.a as f where f.x = f.x)",
            "x from f union select x from f.a",
            "f.x from f union all select f.x from f.a as f",
            "x from (f full join f.a using (x)) union select f.x from f",
            "f.x from f union select f.x from (f full join f.a using (x))",
            "f.x from f union select x from (f full join f.a using (x))",
            "a from json_to_recordset('[]') as f(a integer, b f.text)",
            "a from json_to_recordset('[]') as f(a integer, b text)",
            "f.x from f as f(x) union select x from (f full join f.a using (x))",
        ]
    ],
    "function": [
        "create function o(a integer) returns integer language sql as 'select 1'",
        "create function o(b integer) returns integer language sql as 'select 1'",
        "create function o(integer) returns integer language sql as 'select 1'",
        "create function o(inout a integer) returns integer language sql as 'select 1'",
        "create function o(variadic a integer[]) returns integer language sql as 'select 1'",
        "create function o(a integer) returns bigint language sql as 'select 1'",
        "create function o(a integer) returns setof integer language sql as 'select 1'",
        "create function o(a integer) returns table (x integer) language sql as 'select 1'",
        "create procedure o(a integer) language sql as 'select 1'",
        "create function o(a integer) returns integer language sql as 'select \"json\"'",
        "create function o(a integer) returns integer language sql as 'select json'",
    ],
}

# Variants of one table that older servers know nothing of, but for the first.
SINCE_18 = [
    f"create table p (id integer primary key); create table o (a integer, b int4range, d int4range{what}"
    for what in [
        ")",
        ", c integer generated always as (a * 2) virtual)",
        ", constraint k check (a > 0) not enforced)",
        ", constraint k foreign key (a) references p not enforced)",
        ", constraint k unique (d, b without overlaps))",
        ", constraint k not null a no inherit)",
        "); alter table o add constraint k not null a not valid",
        ", constraint k not null a); comment on constraint k on o is 'a'",
    ]
]


@pytest.mark.parametrize("kind", DISTINCT)
def test_no_two_are_equal(db: Connection, kind: str) -> None:
    run(db, "set local client_min_messages = error", "set local check_function_bodies = off")
    hashes = [after(db, script) for script in DISTINCT[kind]]
    assert len(set(hashes)) == len(hashes)


def test_what_is_new_since_18(db: Connection, major: int) -> None:
    if major < 18:
        assert [error(db, script) for script in SINCE_18[1:]].count(None) == 0
    else:
        hashes = [after(db, script) for script in SINCE_18]
        assert len(set(hashes)) == len(hashes)

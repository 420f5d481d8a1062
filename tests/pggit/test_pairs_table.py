"""The table of pairs: how its files are read, and how schemas are compared."""

from __future__ import annotations

import pytest

from tests.pairs import Kept, PairError, known_to, pairs, read
from tests.pairs.dump import Schema, entries, normalized

TEXT = """-- A topic.

-- pair: one
-- since: 18
-- both
create schema s;
-- from
create table s.t (a integer);
-- to
create table s.t (b integer);
-- path
alter table s.t rename a to b;
-- rows
insert into s.t values (1);
-- keeps: select a from s.t => select b from s.t
-- keeps: select 1

-- pair: two
-- refused: PostgreSQL cannot
-- to
select '-- not a mark';
"""


def test_a_pair_is_its_sections() -> None:
    one, two = read("topic", TEXT)
    assert str(one) == "topic: one"
    assert one.source == "create schema s;\ncreate table s.t (a integer);\n"
    assert one.target == "create schema s;\ncreate table s.t (b integer);\n"
    assert one.path == "alter table s.t rename a to b;\n"
    assert one.rows == "insert into s.t values (1);\n"
    assert one.kept == (
        Kept("select a from s.t", "select b from s.t"),
        Kept("select 1", "select 1"),
    )
    assert (one.since, one.refused) == (18, None)
    assert (two.source, two.path, two.since, two.refused) == ("", "", 15, "PostgreSQL cannot")


WRONG = {
    "-- from": "topic.sql:1: '-- from' stands before the first",
    "select 1;": "topic.sql:1: 'select 1;' stands before the first",
    "-- pair: one\nselect 1;": "topic.sql:2: 'select 1;' is in no section",
    "-- pair: one\n-- to\n-- to": "topic.sql:3: a second '-- to'",
    "-- pair: one\n-- from": "topic.sql:1: 'one' has no '-- to'",
    "-- pair: one\n-- to\n-- pair: one\n-- to": "topic.sql:1: 'one' is the name of two pairs",
    "-- pair: one\n-- to\n-- keeps: select 1": "topic.sql:1: 'one' keeps something, and has no '-- rows'",
    "-- pair: one\n-- since: 16\n-- since: 17\n-- to": "topic.sql:1: 'one' has two '-- since:'",
    "-- pair: one\n-- to\n-- path\nselect 1\n-- loses: t": "topic.sql:1: 'one' has a path",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(PairError) as caught:
        read("topic", text)
    assert str(caught.value).startswith(WRONG[text])


def test_the_table_is_large() -> None:
    assert len(known_to(15)) >= 420
    assert len(known_to(18)) >= 430
    assert len({(pair.source, pair.target) for pair in pairs()}) == len(pairs())
    assert len([pair for pair in pairs() if pair.refused]) <= 5
    assert len([pair for pair in pairs() if pair.kept]) >= 200


DUMP = """--
-- Name: v; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v AS
 SELECT a
   FROM public.t;


SET default_tablespace = '';

--
-- Name: t; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.t (
    a integer
);


--
-- Name: on_end; Type: EVENT TRIGGER; Schema: -; Owner: -
--

CREATE EVENT TRIGGER on_end ON ddl_command_end;


--
-- PostgreSQL database dump complete
--

\\unrestrict chaos

"""


def test_a_dump_is_its_entries() -> None:
    assert list(entries(DUMP)) == [
        "CREATE VIEW public.v AS\n SELECT a\n   FROM public.t;\n",
        "CREATE TABLE public.t (\n    a integer\n);\n",
    ]


def test_the_order_of_entries_does_not_count() -> None:
    one, two = "CREATE TABLE a ();\n", "CREATE TABLE b ();\n"
    assert Schema.of([one, two]).differences(Schema.of([two, one])) == []
    assert "-CREATE TABLE b ();\n" in Schema.of([one]).differences(Schema.of([one, two]))


NOT_IN_DEFINITIONS = [
    ("TABLE", "CREATE TABLE t (\n    a integer\n)\nWITH (fillfactor='80', x='(');\n", "CREATE TABLE t (\n    a integer\n);\n"),
    ("TABLE", "CREATE UNLOGGED TABLE t (\n);\n", "CREATE TABLE t (\n);\n"),
    ("TABLE", "CREATE TABLE t (\n    a integer CONSTRAINT \"it's\" NOT NULL\n);\n", "CREATE TABLE t (\n    a integer NOT NULL\n);\n"),
    ("TABLE", "CREATE TABLE t (\n);\n\nALTER TABLE ONLY t ALTER COLUMN a SET STATISTICS 5;\n", "CREATE TABLE t (\n);\n"),
    ("TABLE", "CREATE TABLE t (\n);\n\nALTER TABLE ONLY t ALTER COLUMN a SET (n_distinct=5);\n", "CREATE TABLE t (\n);\n"),
    ("TABLE", "CREATE TABLE t (\n);\n\nALTER TABLE ONLY t REPLICA IDENTITY FULL;\n", "CREATE TABLE t (\n);\n"),
    ("INDEX", "CREATE INDEX i ON t USING btree (a) WITH (fillfactor='60') WHERE (a > 1);\n", "CREATE INDEX i ON t USING btree (a) WHERE (a > 1);\n"),
    ("INDEX", "CREATE INDEX i ON t USING btree (a);\n\nALTER TABLE t CLUSTER ON i;\n", "CREATE INDEX i ON t USING btree (a);\n"),
    ("CONSTRAINT", "ALTER TABLE ONLY t\n    ADD CONSTRAINT k PRIMARY KEY (a) WITH (fillfactor='70');\n", "ALTER TABLE ONLY t\n    ADD CONSTRAINT k PRIMARY KEY (a);\n"),
    ("MATERIALIZED VIEW", "CREATE MATERIALIZED VIEW m\nWITH (fillfactor='55') AS\n SELECT 1\n  WITH NO DATA;\n", "CREATE MATERIALIZED VIEW m AS\n SELECT 1\n  WITH NO DATA;\n"),
    ("FUNCTION", "CREATE FUNCTION f() RETURNS SETOF integer\n    LANGUAGE sql STABLE COST 5 ROWS 9 SUPPORT pg_catalog.s\n    AS $$ COST 5 $$;\n", "CREATE FUNCTION f() RETURNS SETOF integer\n    LANGUAGE sql STABLE\n    AS $$ COST 5 $$;\n"),
    ("FUNCTION", "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE sql\n    SET work_mem TO '1MB'\n    SET \"DateStyle\" TO 'ISO'\n    AS $$x$$;\n", "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE sql\n    SET \"DateStyle\" TO 'ISO'\n    SET work_mem TO '1MB'\n    AS $$x$$;\n"),
    ("VIEW", "CREATE VIEW v WITH (security_invoker='true', check_option='local') AS\n SELECT 1;\n", "CREATE VIEW v WITH (check_option='local', security_invoker='true') AS\n SELECT 1;\n"),
    ("TABLE", "CREATE TABLE t (\n    CHECK (a = ANY ((ARRAY['x'::character varying, ','::character varying])::text[]))\n);\n", "CREATE TABLE t (\n    CHECK (a = ANY (ARRAY[('x'::character varying)::text, (','::character varying)::text]))\n);\n"),
    ("SEQUENCE", "ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (\n    SEQUENCE NAME public.t_a_seq\n    START WITH 1\n);\n", "ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (\n    SEQUENCE NAME (its own)\n    START WITH 1\n);\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), NOT_IN_DEFINITIONS)
def test_what_no_definition_holds_is_left_out(kind: str, text: str, expected: str) -> None:
    assert normalized(kind, text) == expected
    assert normalized(kind, expected) == expected


IN_DEFINITIONS = [
    ("VIEW", "CREATE VIEW v WITH (security_barrier='true') AS\n SELECT 1;\n"),
    ("INDEX", "CREATE INDEX i ON t USING gist (a tsvector_ops (siglen='100'));\n"),
    ("TABLE", "CREATE TABLE t (\n    a text DEFAULT ' WITH (x) '::text,\n    CONSTRAINT c CHECK ((a <> 'b'::text))\n);\n"),
    ("FUNCTION", "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE sql\n    AS $$\n-- a comment\nSET x = 1;\n\nselect 1 $$;\n"),
    ("FUNCTION", "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE sql\n    AS $$\n    SET b = 1;\n    SET a = 1;\n$$;\n"),
    ("COMMENT", "COMMENT ON TABLE t IS 'ALTER TABLE t REPLICA IDENTITY FULL;\nNOT NULL';\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), IN_DEFINITIONS)
def test_what_definitions_hold_stays(kind: str, text: str) -> None:
    assert normalized(kind, text) == text

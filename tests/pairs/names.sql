-- Names that need quotes, that mean something else, or that are as long as names can be.

-- pair: quotes, blanks, cases
-- from
create table "My Table" ("The ""Key""" integer primary key, "it's" text);
-- to
create table "My Table" ("The ""Key""" bigint primary key, "it's" text default 'it''s', "B" integer check ("B" > 0));
create index "My Index" on "My Table" ("it's");
create view "My View" as select "it's", "B" from "My Table";
comment on column "My Table"."it's" is 'it is';
-- rows
insert into "My Table" ("The ""Key""", "it's") values (1, 'kept');
-- keeps: select "The ""Key"""::text, "it's" from "My Table"

-- pair: reserved words
-- from
create table "user" ("select" integer primary key, "order" text);
create function "table"("from" integer) returns integer language sql as 'select 1';
-- to
create table "user" ("select" integer primary key, "order" varchar(9), "group" integer references "user");
create function "table"("where" integer) returns integer language sql as 'select 1';
create type "end" as enum ('then');
create index "analyze" on "user" ("order");
-- rows
insert into "user" values (1, 'x');
-- keeps: select "select", "order"::text from "user"

-- pair: words that only some versions reserve
-- from
create table "system_user" ("json_scalar" integer, "merge_action" text);
create view "json_table" as select "json_scalar", "merge_action" from "system_user";
-- to
create table "system_user" ("json_scalar" bigint, "merge_action" text check ("merge_action" <> "system_user".merge_action || 'x'));
create view "json_table" as select "json_scalar", "merge_action" from "system_user" where "json_scalar" > 0;
create function "json_object"("json_array" integer) returns integer language sql return "json_array" + 1;
-- rows
insert into "system_user" values (1, 'x');
-- keeps: select "json_scalar"::text from "system_user"

-- pair: names that are types and functions
-- from
create table "integer" ("text" integer);
create function "int4"(text) returns text language sql as 'select $1';
-- to
create table "integer" ("text" text, "timestamp with time zone" timestamptz);
create function "int4"(text) returns varchar language sql as 'select $1';
create domain "numeric" as integer;
create table "date" ("numeric" "numeric", "date" pg_catalog.date);
-- rows
insert into "integer" values (1);
-- keeps: select "text"::pg_catalog.text from "integer"

-- pair: names with what ends statements and quotes
-- from
create schema "; drop --";
create table "; drop --"."$$ $1 %s %I" ("a;b" integer, "-- c" text);
-- to
create schema "; drop --";
create table "; drop --"."$$ $1 %s %I" ("a;b" bigint, "-- c" text, "/* d" integer);
create function "; drop --"."f()"("$1" integer) returns integer language sql as $$ select 1 $$;
-- rows
insert into "; drop --"."$$ $1 %s %I" values (1, 'x');
-- keeps: select "-- c" from "; drop --"."$$ $1 %s %I"

-- pair: dots and brackets
-- from
create table "public.t" ("a.b" integer, "c(d)" integer, "e[1]" integer);
create table t (a integer);
-- to
create table "public.t" ("a.b" integer, "c(d)" bigint, "e[1]" integer, unique ("c(d)", "e[1]"));
create table t (a text);
create function "f(integer)"(integer) returns integer language sql as 'select 1';
create function f("a, b" integer, "out c" text default ', d integer') returns integer language sql as 'select 1';
-- rows
insert into "public.t" values (1, 2, 3);
-- keeps: select "c(d)"::text from "public.t"

-- pair: as long as names can be
-- from
create table t23456789_123456789_123456789_123456789_123456789_123456789_123 (
    c23456789_123456789_123456789_123456789_123456789_123456789_123 integer primary key,
    c23456789_123456789_123456789_123456789_123456789_123456789_12x integer unique
);
-- to
create table t23456789_123456789_123456789_123456789_123456789_123456789_123 (
    c23456789_123456789_123456789_123456789_123456789_123456789_123 bigint primary key,
    c23456789_123456789_123456789_123456789_123456789_123456789_12x text unique check (c23456789_123456789_123456789_123456789_123456789_123456789_12x <> ''),
    d23456789_123456789_123456789_123456789_123456789_123456789_123 serial
);
-- rows
insert into t23456789_123456789_123456789_123456789_123456789_123456789_123 values (1, 2);
-- keeps: select c23456789_123456789_123456789_123456789_123456789_123456789_123::text from t23456789_123456789_123456789_123456789_123456789_123456789_123

-- pair: two long names swap
-- from
create table t23456789_123456789_123456789_123456789_123456789_123456789_1_a (a integer);
create table t23456789_123456789_123456789_123456789_123456789_123456789_1_b (b text);
-- to
create table t23456789_123456789_123456789_123456789_123456789_123456789_1_b (a integer);
create table t23456789_123456789_123456789_123456789_123456789_123456789_1_a (b text);
-- path
alter table t23456789_123456789_123456789_123456789_123456789_123456789_1_a rename to x;
alter table t23456789_123456789_123456789_123456789_123456789_123456789_1_b rename to t23456789_123456789_123456789_123456789_123456789_123456789_1_a;
alter table x rename to t23456789_123456789_123456789_123456789_123456789_123456789_1_b;
-- rows
insert into t23456789_123456789_123456789_123456789_123456789_123456789_1_a values (1);
-- keeps: select a from t23456789_123456789_123456789_123456789_123456789_123456789_1_a => select a from t23456789_123456789_123456789_123456789_123456789_123456789_1_b

-- pair: other alphabets
-- from
create table "größe" ("漢字" integer, "Ωμέγα" text, "😀" integer);
-- to
create table "größe" ("漢字" integer, "😀" bigint, "Ωμέγα" text);
create type "имя" as enum ('да', 'нет');
create view "عرض" as select "漢字" from "größe";
-- rows
insert into "größe" values (1, 'ω', 2);
-- keeps: select "漢字", "Ωμέγα", "😀"::text from "größe"

-- pair: lines and tabs in names
-- from
create table U&"two\000alines" (U&"a\0009tab" integer);
-- to
create table U&"two\000alines" (U&"a\0009tab" bigint);
comment on table U&"two\000alines" is 'of two lines';
-- rows
insert into U&"two\000alines" values (1);
-- keeps: select U&"a\0009tab"::text from U&"two\000alines"

-- pair: one name for everything
-- from
create schema a;
create table a.a (a integer constraint k primary key);
create view a.b as select a.a from a.a;
-- to
create schema a;
create type a.b as enum ('a');
create table a.a (a bigint constraint k primary key, b a.b default 'a');
create function a.a(a a.a) returns a.b language sql as 'select $1.b';
create trigger a before update on a.a for each row execute function suppress_redundant_updates_trigger();
create policy a on a.a using (a.a > 0);
create rule b as on delete to a.a do instead nothing;
-- rows
insert into a.a values (1);
-- keeps: select a::text from a.a

-- pair: words that plans use themselves
-- from
create table "old" ("new" integer, "excluded" text);
create table statement (step integer, part text, identity text);
-- to
create table "old" ("new" bigint, "excluded" text, "self" integer);
create table statement (identity text, step bigint, part text, definition jsonb);
create view "pggit_tmp" as select step, part from statement;
-- rows
insert into "old" values (1, 'x');
insert into statement values (1, 'p', 'i');
-- keeps: select "new"::text, "excluded" from "old"
-- keeps: select step::text, part, identity from statement

-- pair: quotes in names hide nothing that follows them
-- from
create type e as enum ('a');
create type c as ("it's" integer, "quo""te" integer, m e);
create table "it's" ("it's" integer primary key, "quo""te" text, m e, k c);
create table u (t integer constraint fk references "it's" ("it's"));
create view v as select "it's" as "o'clock", "quo""te" as "x""", m from "it's";
create function "f'"() returns integer language sql as 'select 1';
create view a as select m, "f'"() as "z'" from v;
-- to
create type e as enum ('b', 'a');
create type c as ("it's" integer, "quo""te" bigint, m e);
create table "it's" ("quo""te" text, "it's" integer constraint "k'" primary key, m e, k c);
create table u (t integer constraint fk references "it's" ("it's"));
create view v as select "it's" as "o'clock", "quo""te" as "x""", m from "it's";
create function "f'"() returns bigint language sql as 'select 1::bigint';
create view a as select m, "f'"() as "z'" from v;
-- rows
insert into "it's" values (1, 'q', 'a', row(1, 2, 'a'));
-- keeps: select "it's", "quo""te", m::text, (k)."it's", (k)."quo""te"::text, (k).m::text from "it's"

-- pair: a schema whose name is a word of a newer version
-- from
create schema "json";
create type "json".e as enum ('a', 'b');
create table "json".t (m "json".e, n "json".e[]);
-- to
create schema "json";
create type "json".e as enum ('b', 'a');
create table "json".t (m text, n "json".e[]);
-- rows
insert into "json".t values ('a', '{b}');
-- keeps: select m::text, n::text from "json".t

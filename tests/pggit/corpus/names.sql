-- Names that only some major versions reserve, and other names that need quotes.
create schema "json";
create schema "Names; --";
create table "json"."json_table" (
    absent integer, conditional integer, depth integer, empty integer, enforced integer, error integer, format integer,
    indent integer, "json" json, "json_array" integer, "json_arrayagg" integer, "json_exists" integer, "json_object" integer,
    "json_objectagg" integer, "json_query" integer, "json_scalar" integer, "json_serialize" integer, "json_table" integer,
    "json_value" integer, keep integer, keys integer, "merge_action" integer, nested integer, objects integer, omit integer,
    path integer, period integer, plan integer, quotes integer, recheck integer, scalar integer, source integer,
    string text, "system_user" name default '"json" and "system_user"', target integer, unconditional integer,
    virtual integer, "without" integer, primary key ("json_table", "system_user"),
    constraint "json_value" check ("json_value" > 0 and string <> '"json_value"' and "system_user" <> '')
);
create index json_index on "json"."json_table" ("json_query", ("json_scalar" + "json_array")) include ("json_exists") where "json_object" > 0;
create table "json"."merge_action" (
    "json_table" integer default 1, "system_user" name, foreign key ("json_table", "system_user") references "json"."json_table",
    "json" json generated always as (null::json) stored,
    "json_scalar" integer references "json"."merge_action" ("json_serialize"), "json_serialize" integer unique
) ;
create type "json"."json_scalar" as enum ('json', '"json"');
create type "json"."json" as ("json" json, "json_array" "json"."json_scalar"[]);
create domain "json"."json_exists" as "json"."json";
create function "json"."json_object"("json" "json"."json", "system_user" "json"."json_scalar" default 'json') returns "json"."json_exists"
language sql return "json";
create function "json"."json_value"() returns trigger language plpgsql as 'begin return new; end';
create trigger "json_query" before update of "json_table", "system_user" on "json"."json_table" for each row
    when (new."json_table" > old."json_array" and new.string <> ' ON json."json_table" ' )
    execute function "json"."json_value"('json', '"json"', ' ON json."json_table" ');
create policy "json_serialize" on "json"."json_table" using ("json_scalar" > 0 and exists (select from "json"."merge_action" as "json_array" where "json_array"."json_table" = "json_table"."json_table"));
create view "json"."json_array" as
    select "json_table", j."json", j."json_scalar" as "json_serialize", '"json"' as string, "system_user" from "json"."json_table" as j where "json_table" > 0 order by "json_query";
create view "json"."json_arrayagg" as
    select "json_table"."json_table", "json_query"."json" from "json"."json_table" join "json"."merge_action" as "json_query" using ("json_table");
create sequence "json"."json_query";
create table "json".made (a integer default nextval('json.json_query'), "json" "json"."json", b "json"."json_scalar" default 'json');

create table "Names; --"."Table ""x""" (
    "a b" integer primary key, "select" text default '"select"', "Ünï" integer, "1st" integer, "a.b" integer, "it's" text,
    constraint "check ON x" check ("a b" > "1st" and "it's" <> '''')
);
create index " ON " on "Names; --"."Table ""x""" ("a b", (lower("it's"))) where "select" <> ' WHERE ';
create table "Names; --"."REFERENCES x(" (id integer primary key, "REFERENCES x(" integer references "Names; --"."REFERENCES x(");
create trigger " ON ""Names; --"".""Table """"x""""""" before update of "a b", "a.b" on "Names; --"."Table ""x""" for each row
    when (old."it's" = ' ON "Names; --"."Table ""x""" ') execute function suppress_redundant_updates_trigger();
create view "Names; --"."V" as select "Table ""x"""."a b" as "A", "it's" || ' "it''s" ' as "select" from "Names; --"."Table ""x""" where "Ünï" > 1;
create function "Names; --"."F"("in" integer, out "out" integer) language sql as 'select 1';

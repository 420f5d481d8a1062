-- Enum, composite, domain and range types, with what belongs to each.
create schema kinds;
comment on schema kinds is 'types of every kind; "json" is no identifier here';

create type kinds.mood as enum ('sad', 'ok', 'happy', 'it''s "fine"', '');
alter type kinds.mood add value 'meh' before 'ok';
comment on type kinds.mood is 'how one feels';
create type kinds.empty_enum as enum ();

create type kinds.point3 as (x double precision, y double precision, z double precision);
create type kinds.address as (
    street text collate "C",
    "House No" varchar(10),
    at kinds.point3[],
    json json,
    "system_user" name
);
comment on type kinds.address is 'where one lives';
comment on column kinds.address.street is 'without number';
create type kinds.nothing as ();

create domain kinds.positive as integer check (value > 0);
create domain kinds.code as varchar(5) collate "C" default 'x' not null
    constraint upper_case check (value = upper(value)) constraint short check (length(value) < 5);
comment on domain kinds.code is 'a code';
comment on constraint short on domain kinds.code is 'shorter than the type allows';
create domain kinds.later as timestamp with time zone default now();
alter domain kinds.later add constraint not_old check (value > '2000-01-01 00:00:00+02'::timestamptz) not valid;
create domain kinds.tags as text[] default '{}' check (cardinality(value) < 10);
create domain kinds.nested as kinds.positive check (value % 2 = 0);
create domain kinds.json as jsonb check (jsonb_typeof(value) = 'object');
create domain kinds.mooded as kinds.mood default 'ok';

create function kinds.distance(double precision, double precision) returns double precision
language sql immutable return $1 - $2;
create type kinds.plain_range as range (subtype = timestamp);
create type kinds.float_range as range (
    subtype = double precision,
    subtype_diff = kinds.distance,
    multirange_type_name = kinds.float_ranges
);
create type kinds.text_range as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C");
comment on type kinds.text_range is 'words';

-- Columns: types, collations, defaults, identity, generated.
create schema cols;
create collation cols.custom (provider = libc, locale = 'C');
create sequence cols.shared_numbers;

create table cols.integers (a smallint, b integer, c bigint, d oid, e xid8, f cid, g tid, h pg_lsn, i boolean);
create table cols.numbers (a numeric, b numeric(5), c numeric(10, 3), d numeric(3, -2), e real, f double precision, g money);
create table cols.strings (
    a text, b varchar, c varchar(40), d char, e char(5), f bpchar, g "char", h name, i bytea, j bit, k bit(8),
    l bit varying, m bit varying(5)
);
create table cols.times (
    a date, b time, c time(3), d timetz, e timetz(2), f timestamp, g timestamp(0), h timestamptz, i timestamptz(6),
    j interval, k interval year, l interval day to second(3), m interval(2), n interval month
);
create table cols.documents (a json, b jsonb, c jsonpath, d xml, e uuid, f tsvector, g tsquery);
create table cols.geometry (a point, b line, c lseg, d box, e path, f polygon, g circle);
create table cols.networks (a inet, b cidr, c macaddr, d macaddr8);
create table cols.ranges (
    a int4range, b int8range, c numrange, d tsrange, e tstzrange, f daterange,
    g int4multirange, h tstzmultirange, i kinds.float_range, j kinds.float_ranges, k kinds.text_range[]
);
create table cols.references_to (
    a regclass, b regproc, c regprocedure, d regtype, e regrole, f regnamespace, g regconfig, h regcollation,
    i regoper, j regoperator, k regdictionary
);
create table cols.arrays (
    a integer[], b text[][], c numeric(5, 2)[], d varchar(3)[3], e kinds.mood[], f kinds.address[], g json[],
    h timestamp(3)[], i kinds.code[], j name[]
);
create table cols.own_types (a kinds.mood, b kinds.address, c kinds.positive, d kinds.code, e kinds.json, f cols.integers);
create table cols.collations (
    a text collate "C", b text collate "POSIX", c varchar(3) collate "default", d text[] collate "C",
    e name, f name collate "default", g kinds.code, h kinds.code collate "POSIX", i text collate cols.custom
);

create table cols.constants (
    a integer default 1, b integer default -1, c bigint default 9223372036854775807, d numeric default 1.50,
    e numeric default -0.0, f double precision default 0.1, g real default 1e-7, h text default 'it''s',
    i text default E'a\nb\\c', j text default '', k varchar(9) default 'x', l char(4) default 'y',
    m boolean default true, n bytea default '\x00ff', o bit(3) default B'101', p bit varying default X'1F',
    q "char" default 'c', r name default 'n', s money default 12.5, t text default null, u text default U&'\00e4',
    v double precision default 'NaN', w double precision default '-Infinity', x numeric default 'NaN'
);
create table cols.moments (
    a date default '2024-02-29', b time default '12:30', c timetz default '12:30+02',
    d timestamp default '2024-02-29 12:30:15.5', e timestamptz default '2024-02-29 12:30:15+05:30',
    f interval default '1 year 2 mons -3 days 04:05:06', g interval default '-1 day', h date default 'infinity',
    i timestamptz default '0044-03-15 12:00:00+00 BC', j tstzrange default '[2024-01-01 00:00+00,2024-02-01 00:00+00)'
);
create table cols.clocks (
    a timestamptz default now(), b timestamptz default current_timestamp, c timestamptz(2) default current_timestamp(2),
    d date default current_date, e time default localtime, f time default localtime(1), g timetz default current_time,
    h timetz default current_time(3), i timestamp default localtimestamp, j timestamp default localtimestamp(0),
    k timestamptz default clock_timestamp(), l timestamp default (now() at time zone 'utc'),
    m date default ('now'::text)::date, n double precision default extract(epoch from now()),
    o numeric default date_part('year', current_date), p timestamptz default now() + interval '1 day'
);
create table cols.sessions (
    a name default current_user, b name default session_user, c name default user, d name default current_role,
    e name default current_catalog, f name default current_schema, g text default current_setting('search_path'),
    h text default current_user::text, i inet default inet_client_addr(), j integer default pg_backend_pid()
);
create table cols.casts (
    a text default 1::text, b integer default '7'::integer, c bigint default 7, d text default cast(1.5 as text),
    e regclass default 'cols.casts'::regclass, f kinds.mood default 'happy', g kinds.positive default 3,
    h kinds.mood default 'ok'::text::kinds.mood, i varchar(3) default 'abcdef'::varchar(2), j numeric(5, 1) default 2,
    k json default '{"a": "json"}', l jsonb default '{"b": [1, null]}'::jsonb, m jsonpath default '$.a[*] ? (@ > 1)',
    n uuid default '00000000-0000-0000-0000-000000000001', o inet default '10.0.0.1/8', p point default '(1,2)'
);
create table cols.expressions (
    a integer default 1 + 2 * 3, b text default 'a' || 'b', c integer default coalesce(null, 1),
    d integer default case when random() > 0.5 then 1 else 2 end, e boolean default (not (1 = 2 and true or false)),
    f text default upper('x'), g integer default greatest(1, 2, 3), h text default nullif('a', 'b'),
    i uuid default gen_random_uuid(), j text default md5(random()::text), k boolean default (1 in (1, 2, 3)),
    l boolean default (1 is distinct from 2), m text default substring('abc' from 2 for 1),
    n text default trim(both 'x' from 'xax'), o integer default position('a' in 'ba'), p text default overlay('abc' placing 'x' from 2),
    q boolean default ('a' like 'b%'), r boolean default ('a' similar to 'b+'), s boolean default (1 between 0 and 2),
    t integer default (array[1, 2, 3])[2], u text default ('{a,b}'::text[])[1], v boolean default ((1, 2) < (3, 4)),
    w boolean default (null is null), x boolean default (true is not true), y integer default abs(-5) % 3, z integer default 2 ^ 3
);
create table cols.array_defaults (
    a integer[] default '{}', b integer[] default array[1, 2], c text[] default array['a', 'b,c', 'd"e'],
    d text[] default '{"x y",NULL,null}', e text[] default array[]::text[], f integer[] default array[array[1], array[2]],
    g kinds.mood[] default array['ok', 'sad']::kinds.mood[], h text[] default string_to_array('a,b', ','),
    i integer[] default '[2:3]={1,2}', j numeric(5, 2)[] default '{1.25}'
);
create table cols.document_defaults (
    a jsonb default '{}', b json default '[]', c jsonb default jsonb_build_object('a', 1, 'b', now()),
    d jsonb default to_jsonb('x'::text), e jsonb default '{"a": {"b": "it''s"}}'::jsonb -> 'a',
    f text default '{"a": 1}'::jsonb ->> 'a', g jsonb default json_build_array(1, 'x')::jsonb,
    h jsonb default jsonb_path_query_first('{"a": 1}', '$.a'), i xml default xmlelement(name a, xmlattributes('b' as c), 'd'),
    j text default row_to_json(row(1, 'x'))::text
);
create table cols.row_defaults (
    a kinds.address default row('x', '1', null, null, null), b kinds.point3 default (1, 2, 3)::kinds.point3,
    c int4range default '[1,5)', d int4range default int4range(1, 5, '[]'), e kinds.float_range default kinds.float_range(1, 2),
    f int4multirange default '{[1,2),[5,6)}', g double precision default (row(1, 2, 3)::kinds.point3).x
);

create table cols.serials (a serial, b bigserial, c smallserial, d serial8 unique);
create table cols.sequences (
    a integer default nextval('cols.shared_numbers'), b bigint not null default nextval('cols.shared_numbers'::regclass) * 2,
    c integer default currval('cols.shared_numbers'), d serial
);
alter table cols.sequences alter column d set default nextval('cols.sequences_d_seq') + 1;
create table cols.identities (
    a integer generated always as identity, b bigint generated by default as identity (start 100 increment -5 minvalue -1000 maxvalue 100 cycle cache 7),
    c smallint generated always as identity (sequence name cols.other_name)
);
comment on sequence cols.other_name is 'of c';
create table cols.generated (
    a integer, b text, c integer generated always as (a * 2) stored, d text generated always as (lower(b) || '-' || a::text) stored,
    e boolean generated always as (a is not null) stored, f tsvector generated always as (to_tsvector('english'::regconfig, b)) stored,
    g kinds.mood generated always as (case when a > 0 then 'happy'::kinds.mood else 'sad' end) stored,
    h text collate "C" generated always as (b collate "POSIX" || 'x') stored
);
create table cols.not_nulls (a integer not null, b text constraint named not null, c integer null, d kinds.code not null, primary key (c));
create table cols.no_columns ();
create unlogged table cols.unlogged (a text) with (fillfactor = 70, autovacuum_enabled = off);
alter table cols.unlogged alter a set storage plain, alter a set statistics 500, alter a set (n_distinct = 5);
create table cols.of_type of kinds.point3 (x with options default 1 not null, unique (y));
create table cols.like_another (like cols.casts including all, extra integer);

create table cols.commented (id integer constraint commented_key primary key, "Weird ""Name" text, json text constraint filled check (json <> ''));
comment on table cols.commented is 'a table''s comment with "quotes", a \backslash, ünïcödé and
a line break';
comment on column cols.commented.id is '';
comment on column cols.commented."Weird ""Name" is '"json"';
comment on column cols.commented.json is 'json';
comment on constraint commented_key on cols.commented is 'key';
comment on constraint filled on cols.commented is 'not empty';
comment on index cols.commented_key is 'the index behind the key';

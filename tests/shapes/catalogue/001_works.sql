create schema lib;
create extension if not exists unaccent with schema lib;
create extension if not exists pg_trgm with schema lib;

create table lib.persons (
    person_id int generated always as identity primary key,
    name text not null,
    born int,
    died int,
    constraint lived check (died is null or died >= born)
);
create table lib.works (
    work_id int generated always as identity primary key,
    title text not null,
    subtitle text,
    language regconfig not null default 'english',
    written int4range,
    abstract text
);
create table lib.authorships (
    work_id int not null references lib.works on delete cascade,
    person_id int not null references lib.persons,
    role text not null default 'author',
    ordinal smallint not null default 1,
    primary key (work_id, person_id, role)
);
create table lib.editions (
    isbn varchar(13) primary key check (length(isbn) in (10, 13)),
    work_id int not null references lib.works,
    publisher text,
    published date,
    pages int check (pages > 0),
    price numeric(8, 2)
);
create index on lib.editions (work_id);
create index works_title_trgm on lib.works using gin (title lib.gin_trgm_ops);
create index persons_name_c on lib.persons (name collate "C" text_pattern_ops);

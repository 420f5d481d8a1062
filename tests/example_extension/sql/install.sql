-- tally: counters that keep an entry of every change.
-- A counter's value is always the sum of its entries.

\set ON_ERROR_STOP on

begin;

create schema tally;

create table tally.counters (
    name text primary key,
    value bigint not null default 0
);

create table tally.entries (
    id bigint generated always as identity primary key,
    counter text not null references tally.counters (name),
    change bigint not null,
    value bigint not null -- after the change
);

\ir add.sql

commit;

"""A small repository in which everything that pggit records has happened at least once."""

from __future__ import annotations

from tests.chaos.database import Database, rows

STATEMENTS = """
    create schema shop;
    create table shop.orders (id integer primary key, total numeric not null);
    create table shop.short (id integer);
    create view shop.totals as select sum(total) as total from shop.orders;
    create function shop.double(n integer) returns integer language sql as 'select n * 2';
    create type shop.colour as enum ('red', 'green');
    select pggit.commit_changes('main', 'first', 'commit-0001');
    alter table shop.orders add column note text;
    comment on table shop.orders is 'what was sold';
    select pggit.commit_changes('main', 'second', 'commit-0002');
    drop table shop.short;
    alter table shop.orders rename to sales;
    select pggit.create_branch('side', 'main');
    select pggit.create_branch('deep', 'side');
    select pggit.create_tag('v1');
    select pggit.create_tag('v0', 'commit-0001');
    select pggit.commit_changes('side', 'third', 'commit-0003');
    create table shop.short (id integer, name text);
    select pggit.commit_changes('other', 'fourth', 'commit-0004');
    select pggit.delete_branch('other', true);
    select pggit.commit_changes('main', 'fifth', 'commit-0005');
    select pggit.apply_migration('1', 'one', 'create table shop.one (id integer)', 'drop table shop.one');
    select pggit.apply_migration('2', 'two', 'create table shop.two (id integer)', 'drop table shop.two');
    select pggit.rollback_migration('2');
    select pggit.begin_migration('3', 'three');
    select pggit.fail_migration('3', 'on purpose');
    select pggit.begin_migration('4', 'four');
    select pggit.complete_migration('4');
    alter table shop.sales add column place text;
    alter table shop.sales drop column place;
    drop function shop.double(integer);
    create table shop.late (id integer);
    alter table shop.late rename to later;
    create policy readers on shop.later to pg_read_all_data;
    create table shop.stock (id integer primary key, n integer not null check (n >= 0));
    insert into shop.stock select i, i from generate_series(1, 20) as i;
    select pggit.create_data_branch('shop.stock', 'main', 'trial');
    update shop.stock set n = n + 1 where id <= 5;
    update shop.stock__trial set n = 0 where id between 4 and 8;
    delete from shop.stock__trial where id = 9;
    select pggit.create_data_branch('shop.stock', 'trial', 'deep');
    insert into shop.stock__deep values (21, 21);
    select pggit.create_data_branch('shop.stock', 'main', 'gone');
    select pggit.drop_data_branch('shop.stock', 'gone')
"""


def fill(database: Database) -> None:
    """Do all that in a database with pggit."""
    with database.connect() as connection:
        for statement in STATEMENTS.split(";"):
            rows(connection, statement.strip())

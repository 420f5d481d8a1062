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
    select pggit.create_branch('side');
    select pggit.commit_changes('side', 'third', 'commit-0003');
    create table shop.short (id integer, name text);
    select pggit.commit_changes('other', 'fourth', 'commit-0004');
    select pggit.delete_branch('other', true);
    select pggit.commit_changes('main', 'fifth', 'commit-0005');
    alter table shop.sales add column place text;
    alter table shop.sales drop column place;
    drop function shop.double(integer);
    create table shop.late (id integer);
    alter table shop.late rename to later
"""


def fill(database: Database) -> None:
    """Do all that in a database with pggit."""
    with database.connect() as connection:
        for statement in STATEMENTS.split(";"):
            rows(connection, statement.strip())

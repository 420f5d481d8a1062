-- Constraints of every kind and form.
create schema cons;
create table cons.parent (
    a integer, b integer, c text, d integer not null,
    constraint parent_key primary key (a, b), constraint parent_c unique (c), constraint parent_d unique (d) include (c)
);
create table cons.uniques (
    a integer unique, b integer, c integer, d integer, e integer,
    constraint distinct_nulls unique nulls not distinct (b), constraint deferred unique (c, b) deferrable initially deferred,
    constraint late unique (d) deferrable, constraint packed unique (e) with (fillfactor = 50)
);
create table cons.key_later (a integer, b integer);
create unique index key_later_index on cons.key_later (b, a);
alter table cons.key_later add constraint key_later_key primary key using index key_later_index;
create table cons.children (
    a integer, b integer, c text, d integer, e integer,
    constraint full_match foreign key (a, b) references cons.parent match full,
    constraint set_some foreign key (a, b) references cons.parent (a, b) on delete set null (b) on update cascade,
    constraint set_default foreign key (d) references cons.parent (d) on delete set default (d) on update set default,
    constraint restricted foreign key (c) references cons.parent (c) on delete restrict on update set null,
    constraint deferred foreign key (e) references cons.parent (d) deferrable initially deferred
);
alter table cons.children add constraint later foreign key (e) references cons.parent (d) on delete cascade not valid;
create table cons.tree (id integer primary key, parent integer references cons.tree on delete cascade, root integer constraint root references cons.tree (id) deferrable);
create table cons.checks (
    a integer check (a > 0), b integer, c text,
    constraint several check (a < b and (c is null or length(c) > 3)), constraint not_inherited check (b > 0) no inherit,
    constraint literal check (c <> 'REFERENCES cons.checks(' and c !~ '^"json"'), constraint whole_row check (checks.* is not null),
    constraint listed check (c in ('a', 'b', 'c')), constraint ranged check (a between 1 and 10), constraint any_of check (a = any (array[1, 2])),
    constraint cased check (case when a > 1 then b > 2 else true end), constraint timely check (c::date > '2020-01-01' and c::timestamptz < '2030-01-01 00:00:00+00')
);
alter table cons.checks add constraint unchecked check (a <> 7) not valid;
create table cons.exclusions (
    a int4range, b tsrange, c circle, d integer,
    constraint no_overlap exclude using gist (a with &&), exclude using gist (b with -|-, a with &&) where (d > 0) deferrable initially deferred,
    constraint stored exclude using gist (c with &&) include (d) with (fillfactor = 50),
    constraint by_btree exclude using btree (d desc nulls last with =, (d + 1) with =)
);
comment on constraint no_overlap on cons.exclusions is 'none overlaps';
comment on index cons.no_overlap is 'its index';

-- What one branch of work changes in schemas of the kinds that people have.

-- pair: a shop gets variants of its products
-- from
create table products (id bigint primary key generated always as identity, name text not null, price numeric(10, 2) not null check (price >= 0), sku text unique);
create table orders (id bigint primary key generated always as identity, placed_at timestamptz not null default now());
create table order_lines (order_id bigint references orders on delete cascade, product_id bigint references products, amount integer not null check (amount > 0), primary key (order_id, product_id));
create view order_totals as select order_id, sum(amount * price) as total from order_lines join products on products.id = product_id group by order_id;
-- to
create table products (id bigint primary key generated always as identity, name text not null);
create table variants (id bigint primary key generated always as identity, product_id bigint not null references products on delete cascade, size text, price numeric(12, 2) not null check (price >= 0), sku text not null unique);
create table orders (id bigint primary key generated always as identity, placed_at timestamptz not null default now(), note text);
create table order_lines (order_id bigint references orders on delete cascade, variant_id bigint references variants, amount integer not null check (amount > 0), primary key (order_id, variant_id));
create view order_totals as select order_id, sum(amount * price) as total, count(*) as lines from order_lines join variants on variants.id = variant_id group by order_id;
create index variants_product on variants (product_id);

-- pair: tickets are kept by month and state
-- from
create type state as enum ('open', 'closed');
create table tickets (id bigint not null, opened_at timestamptz not null, state state not null default 'open', primary key (id, opened_at)) partition by range (opened_at);
create table tickets_2024 partition of tickets for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
create index tickets_state on tickets (state) where state = 'open';
-- to
create type state as enum ('open', 'waiting', 'closed');
create table tickets (id bigint not null, opened_at timestamptz not null, state state not null default 'open', priority smallint not null default 3, primary key (id, opened_at)) partition by range (opened_at);
create table tickets_2024 partition of tickets for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
create table tickets_2025 partition of tickets for values from ('2025-01-01 00:00+00') to ('2026-01-01 00:00+00');
create index tickets_state on tickets (state, priority) where state <> 'closed';
create view waiting as select id from tickets where state = 'waiting';
-- rows
insert into tickets values (1, '2024-05-06 00:00+00');
-- keeps: select id, state::text from tickets

-- pair: tenants see their own rows only
-- from
create table tenants (id integer primary key, name text);
create table invoices (id integer primary key, tenant integer references tenants, amount numeric);
-- to
create schema auth;
create function auth.tenant() returns integer language sql stable set search_path = '' as $$ select current_setting('app.tenant', true)::integer $$;
create table tenants (id integer primary key, name text);
create table invoices (id integer primary key, tenant integer not null default auth.tenant() references tenants, amount numeric);
alter table tenants enable row level security;
alter table invoices enable row level security;
alter table invoices force row level security;
create policy own on tenants using (id = auth.tenant());
create policy own on invoices using (tenant = auth.tenant()) with check (tenant = auth.tenant());
create view my_invoices with (security_invoker) as select id, amount from invoices;
-- rows
insert into tenants values (1, 'one');
insert into invoices values (1, 1, 9);
-- keeps: select id, tenant, amount from invoices

-- pair: a ledger balances by a deferred trigger
-- from
create domain amount as numeric(12, 2);
create table entries (id bigserial primary key, account text not null, amount amount not null);
-- to
create domain amount as numeric(14, 2) check (value <> 0);
create table transfers (id bigserial primary key, at timestamptz not null default now());
create table entries (id bigserial primary key, transfer bigint not null references transfers, account text not null, amount amount not null);
create function balanced() returns trigger language plpgsql as $$ begin
    if (select sum(amount) from entries where transfer = new.transfer) <> 0 then raise 'not balanced'; end if;
    return null; end $$;
create constraint trigger balanced after insert on entries deferrable initially deferred for each row execute function balanced();
create rule keep as on delete to entries do instead nothing;

-- pair: a catalogue learns to search
-- from
create table articles (id integer primary key, title text not null, body text);
create materialized view words as select id, title from articles;
-- to
create table articles (
    id integer primary key, title text not null, body text,
    search tsvector generated always as (to_tsvector('simple', title || ' ' || coalesce(body, ''))) stored
);
create index articles_search on articles using gin (search);
create materialized view words as select id, title, length(search) as n from articles;
create unique index words_id on words (id);
create function find(q text) returns setof articles language sql stable as $$ select * from articles where search @@ to_tsquery('simple', q) $$;
-- rows
insert into articles values (1, 'title', 'body');
refresh materialized view words;
-- keeps: select id, title from words

-- pair: a forum's users get names that ignore case
-- from
create table users (id serial primary key, name varchar(20) not null, karma integer);
create unique index users_name on users (name);
create view top_users as select name, karma from users order by karma desc limit 10;
-- to
create function fold(text) returns text language sql immutable strict return lower($1);
create table users (id serial primary key, display_name text not null, karma integer not null default 0, check (length(display_name) < 50));
create unique index users_name on users (fold(display_name));
create view top_users as select display_name as name, karma from users order by karma desc limit 10;
-- path
create function fold(text) returns text language sql immutable strict return lower($1);
drop view top_users;
drop index users_name;
alter table users rename name to display_name;
alter table users alter display_name type text, alter karma set default 0, alter karma set not null, add check (length(display_name) < 50);
create unique index users_name on users (fold(display_name));
create view top_users as select display_name as name, karma from users order by karma desc limit 10;
-- rows
insert into users (name, karma) values ('Ann', 5);
-- keeps: select id, name::text, karma from users => select id, display_name, karma from users

-- pair: rooms of a chat get longer numbers
-- from
create table rooms (id integer primary key, name text);
create table members (room integer references rooms, name text, primary key (room, name));
create table messages (id integer primary key, room integer not null, sender text, body jsonb, foreign key (room, sender) references members);
create index messages_room on messages (room, id desc);
create view last_messages as select distinct on (room) room, id, body ->> 'text' as text from messages order by room, id desc;
-- to
create table rooms (id bigint primary key, name text);
create table members (room bigint references rooms, name text, primary key (room, name));
create table messages (id bigint primary key, room bigint not null, sender text, body jsonb, foreign key (room, sender) references members);
create index messages_room on messages (room, id desc);
create view last_messages as select distinct on (room) room, id, body ->> 'text' as text from messages order by room, id desc;
-- rows
insert into rooms values (1, 'hall');
insert into members values (1, 'Ann');
insert into messages values (1, 1, 'Ann', '{"text": "hi"}');
-- keeps: select room::text, text from last_messages

-- pair: bookings of places do not overlap
-- from
create table places (id integer primary key, name text);
create table bookings (place integer references places, starts timestamptz, ends timestamptz, check (starts < ends));
-- to
create type span as range (subtype = timestamptz, multirange_type_name = spans);
create table places (id integer primary key, name text, opening int4range not null default '[8,18)');
create table bookings (place integer references places, during span not null, exclude using gist (during with &&) where (place = 1));
create function free(p integer) returns spans language sql stable begin atomic
    select spans(span(now(), null)) - coalesce((select range_agg(during) from bookings where place = p), '{}'); end;

-- pair: an audit log moves from rules to triggers
-- from
create table accounts (id integer primary key, owner text);
create table log (at timestamptz default now(), what text, row text);
create rule logged as on update to accounts do also insert into log (what, row) values ('update', new.owner);
create rule kept as on delete to accounts do instead nothing;
-- to
create schema audit;
create table audit.log (at timestamptz not null default clock_timestamp(), what text not null, old jsonb, new jsonb);
create table accounts (id integer primary key, owner text);
create function audit.write() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
    $$ begin insert into audit.log (what, old, new) values (tg_op, to_jsonb(old), to_jsonb(new)); return null; end $$;
create trigger logged after insert or update or delete on accounts for each row execute function audit.write();
revoke all on audit.log from public;
-- path
create schema audit;
drop rule logged on accounts;
drop rule kept on accounts;
alter table log set schema audit;
alter table audit.log drop row, add old jsonb, add new jsonb, alter at set not null, alter at set default clock_timestamp(), alter what set not null;
create function audit.write() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
    $$ begin insert into audit.log (what, old, new) values (tg_op, to_jsonb(old), to_jsonb(new)); return null; end $$;
create trigger logged after insert or update or delete on accounts for each row execute function audit.write();
-- rows
insert into accounts values (1, 'Ann');
insert into log (what) values ('kept');
-- keeps: select owner from accounts
-- keeps: select what from log => select what from audit.log

-- pair: an application's tables move out of public
-- from
create type kind as enum ('a', 'b');
create table items (id serial primary key, kind kind not null default 'a');
create table parts (id serial primary key, item integer references items, name text);
create function count_items(kind) returns bigint language sql stable begin atomic select count(*) from items where kind = $1; end;
create view all_parts as select p.name, i.kind from parts as p join items as i on i.id = p.item;
-- to
create schema app;
create type app.kind as enum ('a', 'b');
create table app.items (id serial primary key, kind app.kind not null default 'a');
create table app.parts (id serial primary key, item integer references app.items, name text);
create function app.count_items(app.kind) returns bigint language sql stable begin atomic select count(*) from app.items where kind = $1; end;
create view app.all_parts as select p.name, i.kind from app.parts as p join app.items as i on i.id = p.item;
-- path
create schema app;
alter type kind set schema app;
alter table items set schema app;
alter table parts set schema app;
alter function count_items(app.kind) set schema app;
alter view all_parts set schema app;
-- rows
insert into items (kind) values ('b');
insert into parts (item, name) values (1, 'part');
-- keeps: select id, kind::text from items => select id, kind::text from app.items
-- keeps: select name, kind::text from all_parts => select name, kind::text from app.all_parts

-- pair: numbers of a register become identities
-- from
create table people (id serial primary key, name text);
create table addresses (id serial primary key, person integer references people, line text);
create table phones (id serial, person integer references people, number varchar(20));
-- to
create table people (id bigint primary key generated by default as identity, name text);
create table addresses (id bigint primary key generated by default as identity, person bigint references people, line text);
create table phones (id bigint generated by default as identity, person bigint references people, number text);
-- rows
insert into people (name) values ('Ann'), ('Bob');
insert into addresses (person, line) values (2, 'Main Street');
insert into phones (person, number) values (1, '123');
-- keeps: select id::text, name from people order by id
-- keeps: select person::text, line from addresses
-- keeps: select number::text from phones
-- keeps: select nextval(pg_get_serial_sequence('people', 'id')) > 2

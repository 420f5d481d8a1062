create extension if not exists citext;

create table customers (
    id bigserial primary key,
    email citext not null unique,
    first_name varchar(80),
    last_name varchar(80),
    phone varchar(32),
    locale char(5) not null default 'en_GB',
    accepts_marketing boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table countries (
    code char(2) primary key,
    name text not null,
    is_eu boolean not null default false
);

create table addresses (
    id bigserial primary key,
    customer_id bigint not null references customers (id) on delete cascade,
    line1 text not null,
    line2 text,
    city text not null,
    postcode varchar(16),
    country_code char(2) not null references countries (code),
    is_default boolean not null default false
);

create index idx_addresses_customer on addresses (customer_id);
create unique index uq_addresses_default on addresses (customer_id) where is_default;

insert into countries values ('DE', 'Germany', true), ('FR', 'France', true), ('GB', 'United Kingdom', false);

create table categories (
    id serial primary key,
    parent_id integer references categories (id) on delete restrict,
    slug varchar(120) not null,
    title text not null,
    position smallint not null default 0,
    unique (parent_id, slug)
);

create table brands (
    id serial primary key,
    name text not null unique,
    website text check (website ~ '^https?://')
);

create table products (
    id bigserial primary key,
    brand_id integer references brands (id) on delete set null,
    sku varchar(40) not null,
    title text not null,
    description text,
    price_cents integer not null check (price_cents >= 0),
    currency char(3) not null default 'EUR',
    weight_grams integer,
    attributes jsonb not null default '{}'::jsonb,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_sku_key unique (sku),
    constraint products_weight_positive check (weight_grams is null or weight_grams > 0)
);

create table product_categories (
    product_id bigint not null references products (id) on delete cascade,
    category_id integer not null references categories (id) on delete cascade,
    primary key (product_id, category_id)
);

create table product_images (
    id bigserial primary key,
    product_id bigint not null references products (id) on delete cascade,
    url text not null,
    alt text not null default '',
    position smallint not null default 0
);

create index on products (brand_id);
create index on product_categories (category_id);
create index idx_products_title on products (lower(title));
create index idx_products_attributes on products using gin (attributes jsonb_path_ops);

comment on table products is 'What the shop sells. One row for each article number.';
comment on column products.price_cents is 'Gross price of one piece, in cents of "currency"';

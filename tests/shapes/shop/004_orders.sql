create type order_status as enum ('cart', 'placed', 'paid', 'shipped', 'delivered');

create sequence order_number_seq start 100000 increment 7 cache 5;

create table orders (
    id bigserial primary key,
    number text not null default 'O-' || nextval('order_number_seq')::text,
    customer_id bigint not null references customers (id),
    billing_address_id bigint references addresses (id) on delete set null,
    shipping_address_id bigint references addresses (id) on delete set null,
    status order_status not null default 'cart',
    currency char(3) not null default 'EUR',
    placed_at timestamptz,
    note text,
    updated_at timestamptz not null default now(),
    constraint uq_orders_number unique (number),
    constraint placed_orders_have_a_date check (status = 'cart' or placed_at is not null)
);

create table order_lines (
    order_id bigint not null references orders (id) on delete cascade,
    line_no smallint not null,
    product_id bigint not null references products (id),
    quantity integer not null check (quantity > 0),
    unit_price_cents integer not null,
    discount_cents integer not null default 0,
    total_cents integer generated always as (quantity * unit_price_cents - discount_cents) stored,
    primary key (order_id, line_no)
);

create index idx_orders_customer on orders (customer_id, placed_at desc nulls last);
create index idx_orders_open on orders (placed_at) where status in ('placed', 'paid');
create index idx_order_lines_product on order_lines (product_id) include (quantity);

create trigger orders_updated_at before update on orders for each row execute function set_updated_at();

alter sequence order_number_seq owned by orders.number;

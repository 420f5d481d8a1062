create type payment_method as enum ('card', 'transfer', 'paypal');

create table payments (
    id uuid primary key default gen_random_uuid(),
    order_id bigint not null references orders (id),
    method payment_method not null,
    amount_cents integer not null,
    provider_reference text,
    raw_response jsonb,
    paid_at timestamptz,
    unique (method, provider_reference)
);

create table refunds (
    id uuid primary key default gen_random_uuid(),
    payment_id uuid not null references payments (id) deferrable initially deferred,
    amount_cents integer not null check (amount_cents > 0),
    reason text,
    created_at timestamptz not null default now()
);

create function order_total(p_order bigint) returns bigint
language sql stable
as $$ select coalesce(sum(total_cents), 0) from order_lines where order_id = p_order $$;

create view order_totals as
select o.id, o.number, o.customer_id, o.status, sum(l.total_cents) as total_cents, count(*) as lines
from orders o
join order_lines l on l.order_id = o.id
group by o.id;

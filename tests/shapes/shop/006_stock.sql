create table warehouses (id smallserial primary key, code varchar(8) not null unique, city text);

create table stock_levels (
    warehouse_id smallint not null references warehouses,
    product_id bigint not null references products,
    on_hand integer not null default 0,
    reserved integer not null default 0,
    available integer generated always as (on_hand - reserved) stored,
    primary key (warehouse_id, product_id),
    constraint not_more_than_we_have check (reserved <= on_hand)
);

create table shipments (
    id bigserial primary key,
    order_id bigint not null references orders (id),
    warehouse_id smallint not null references warehouses (id),
    carrier text not null,
    tracking_code text,
    shipped_at timestamptz,
    delivered_at timestamptz,
    check (delivered_at > shipped_at)
);

create or replace function reserve_stock() returns trigger as $$
declare
    v_found boolean;
begin
    update stock_levels set reserved = reserved + new.quantity
    where product_id = new.product_id and on_hand - reserved >= new.quantity
    returning true into v_found;
    if v_found is null then
        raise exception 'product % is out of stock', new.product_id using errcode = 'P0001';
    end if;
    return new;
end
$$ language plpgsql;

create trigger order_lines_reserve after insert on order_lines
    for each row execute function reserve_stock();

insert into brands (name, website) values ('Acme', 'https://acme.example'), ('Umbrella', null);
insert into products (brand_id, sku, title, price_cents, created_at, updated_at) values
    (1, 'A-1', 'Anvil', 9900, '2024-01-01', '2024-01-01'),
    (1, 'A-2', 'Rocket skates', 45000, '2024-01-02', '2024-01-02'),
    (2, 'U-1', 'Umbrella, black', 1900, '2024-01-03', '2024-01-03');
insert into warehouses (code, city) values ('BER', 'Berlin');
insert into stock_levels select 1, id, 10 from products;
insert into customers (email, created_at, updated_at) values ('Wile@coyote.example', '2024-01-01', '2024-01-01');
insert into orders (customer_id, status, placed_at, updated_at) values (1, 'placed', '2024-02-01', '2024-02-01');
insert into order_lines (order_id, line_no, product_id, quantity, unit_price_cents) values (1, 1, 1, 2, 9900), (1, 2, 2, 1, 45000);

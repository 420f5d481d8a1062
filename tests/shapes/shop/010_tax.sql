create table tax_rates (
    id serial primary key,
    country_code char(2) not null references countries,
    percent numeric(5, 2) not null check (percent between 0 and 30),
    valid_from date not null default '2020-01-01'
);
insert into tax_rates (country_code, percent) values ('DE', 19);
alter table order_lines add column tax_rate_id integer references tax_rates;
update order_lines set tax_rate_id = 1;
alter table order_lines alter column tax_rate_id set not null;

-- Failed in production: there are orders already. 010 does it right.
create table tax_rates (id serial primary key, country_code char(2) not null references countries, percent numeric(5, 2) not null);
alter table order_lines add column tax_rate_id integer not null references tax_rates;

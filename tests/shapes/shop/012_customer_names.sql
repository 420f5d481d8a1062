alter table customers rename column first_name to given_name;
alter table customers rename column last_name to family_name;
alter table customers alter column phone type text, alter column locale set default 'de_DE';
alter table customers add constraint customers_phone_check check (phone ~ '^\+?[0-9 ]+$') not valid;
alter table customers validate constraint customers_phone_check;
alter table addresses rename constraint addresses_customer_id_fkey to fk_addresses_customer;
alter index idx_addresses_customer rename to addresses_customer_idx;

create or replace function set_updated_at() returns trigger as $$
begin
    new.updated_at = now();
    return new;
end;
$$ language plpgsql;

create trigger customers_updated_at before update on customers
    for each row execute function set_updated_at();

create trigger products_updated_at before update on products
    for each row when (old.* is distinct from new.*) execute procedure set_updated_at();

create table lib.copies (
    barcode text primary key,
    isbn varchar(13) not null references lib.editions on update cascade,
    shelf_mark text not null,
    state text not null default 'in' check (state in ('in', 'out', 'lost'))
);
create table lib.loans (
    loan_id bigint generated always as identity primary key,
    barcode text not null references lib.copies,
    borrower text not null,
    out_on date not null default current_date,
    due date generated always as (out_on + 28) stored,
    back_on date,
    fine numeric(6, 2) default 0.0
);
create unique index loans_one_at_a_time on lib.loans (barcode) where back_on is null;
create index loans_overdue on lib.loans ((due - out_on), borrower) where back_on is null;
create function lib.copy_state() returns trigger language plpgsql as $body$
begin
    update lib.copies set state = case when new.back_on is null then 'out' else 'in' end where barcode = new.barcode;
    return null;
end
$body$;
create trigger loans_set_state after insert or update of back_on on lib.loans for each row execute function lib.copy_state();

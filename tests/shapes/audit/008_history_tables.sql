create table audit.patients_history (like patients including defaults including comments, valid tsrange not null);
alter table audit.patients_history add primary key (id, valid);
create rule patients_history as on update to patients where old.name <> new.name do also
    insert into audit.patients_history select old.*, tsrange(old.updated_at, new.updated_at);
update patients set name = 'Bobby', updated_at = '2024-03-01' where id = 2;

create table audit.reads (who text default session_user, what text, at timestamp);
create function audit.read_patient(p_id integer) returns patients language plpgsql volatile as $$
declare
    found_one patients;
begin
    select * into found_one from patients where id = p_id;
    insert into audit.reads (what, at) values ('patient ' || p_id, clock_timestamp());
    return found_one;
end $$;

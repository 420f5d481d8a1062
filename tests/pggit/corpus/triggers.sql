-- Triggers and rules.
create schema acts;
create function acts.touch() returns trigger language plpgsql as 'begin return new; end';
create table acts.rows (id integer primary key, name text, amount numeric);
create table acts.log (id integer, note text);
create trigger plain before insert on acts.rows for each row execute function acts.touch();
create trigger several after insert or delete or update on acts.rows for each row execute function acts.touch();
create trigger of_columns before update of name, amount on acts.rows for each row execute function acts.touch();
create trigger conditional before update on acts.rows for each row
    when (old.name is distinct from new.name and new.name <> ' ON acts.rows ') execute function acts.touch('a', ' ON acts.rows ', 'it''s', E'back\\slash', '');
create trigger whole_row before update on acts.rows for each row when (old.* is distinct from new.*) execute function acts.touch();
create trigger by_statement after truncate on acts.rows for each statement execute function acts.touch();
create trigger with_tables after update on acts.rows referencing old table as before new table as after for each statement execute function acts.touch();
create trigger with_new after insert on acts.rows referencing new table as json for each row execute function acts.touch();
create trigger off before insert on acts.rows for each row execute function acts.touch();
create trigger in_replica before insert on acts.rows for each row execute function acts.touch();
create trigger at_all_times before insert on acts.rows for each row execute function acts.touch();
alter table acts.rows disable trigger off, enable replica trigger in_replica, enable always trigger at_all_times;
create constraint trigger checked after insert or update of name on acts.rows for each row execute function acts.touch();
create constraint trigger checked_later after update on acts.rows from acts.log deferrable initially deferred for each row when (new.id > 0) execute function acts.touch();
create constraint trigger from_itself after update on acts.rows from acts.rows deferrable for each row execute function acts.touch();
comment on trigger plain on acts.rows is 'touches';

create table acts.ruled (id integer, name text);
create rule logged as on insert to acts.ruled do also insert into acts.log (id, note) values (new.id, 'TO acts.ruled ' || new.name);
create rule refused as on delete to acts.ruled where (old.id < 10) do instead nothing;
create rule twice as on update to acts.ruled do also (insert into acts.log values (old.id, 'old'); update acts.log set note = new.name where id = old.id);
create rule told as on delete to acts.ruled do also notify ruled;
alter table acts.ruled disable rule twice;
comment on rule logged on acts.ruled is 'kept in the log';
create view acts.shown as select r.id, r.name from acts.rows as r;
create rule inserted as on insert to acts.shown do instead insert into acts.rows (id, name) values (new.id, new.name) returning id, name;
create trigger instead_of instead of update or delete on acts.shown for each row execute function acts.touch();
alter view acts.shown alter column name set default 'nobody';
comment on trigger instead_of on acts.shown is 'writes through';

create table attachments (id serial primary key, post_id integer not null, filename text not null, size bigint, data bytea);

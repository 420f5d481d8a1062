create table boards (id serial primary key, slug varchar(50) not null unique, title varchar(100) not null, position integer not null default 0);

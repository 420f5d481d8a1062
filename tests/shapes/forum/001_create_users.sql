create table users (id serial primary key, username varchar(20) not null, email varchar(254) not null, password varchar(128) not null);

alter table users alter column username type varchar(60);

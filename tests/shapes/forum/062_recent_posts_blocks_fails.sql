alter table posts alter column body type varchar(60000);

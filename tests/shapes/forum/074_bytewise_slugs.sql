create collation bytewise (locale = 'C');
alter table boards alter column slug type varchar(50) collate bytewise;

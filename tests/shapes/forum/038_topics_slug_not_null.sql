alter table topics alter column slug set not null;

alter table topics add column sticky boolean not null default false;

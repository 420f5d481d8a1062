alter table topics add column locked boolean not null default false;

-- A check that rows of today do not pass.
alter table app.tenants add constraint slug_not_short check (length(slug) > 4);

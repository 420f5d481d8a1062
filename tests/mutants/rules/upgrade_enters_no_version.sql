-- promise: rules.upgrade
-- why: The next upgrade begins from the version before this one, and does its steps again.
update pggit_internal.repository set version = '0.1.0' where version = '9.0.0';
select pggit_internal.seal_all();

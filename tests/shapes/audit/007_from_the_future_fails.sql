insert into audit_log (tab, op, at) values ('patients', 'U', '9999-12-31');

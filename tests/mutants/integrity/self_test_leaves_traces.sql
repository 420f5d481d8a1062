-- promise: integrity.self-test
-- why: What self_test tries out stays.
select pg_temp.edit(
    'pggit.self_test',
    $$        raise exception 'the trial is over' using errcode = 'VC999';
$$,
    ''
);

-- why: A comment in the log, and on it.
select pg_temp.edit(
    'pggit.log',
    $$    return query
$$,
    $$    -- Newest first.
    return query
$$
);
comment on function pggit.log(text, integer) is 'The commits of a branch.';

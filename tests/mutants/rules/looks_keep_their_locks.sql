-- promise: rules.reading
-- why: What was looked at stays locked to the end of the transaction.
select pg_temp.edit(
    'pggit_internal.try_look',
    $$raise exception 'release the locks' using errcode = 'VC999';$$,
    $$null;$$
);

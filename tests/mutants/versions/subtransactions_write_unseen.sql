-- promise: versions.tracking
-- why: What a subtransaction wrote is not taken for the statement's.
select pg_temp.edit(
    'pggit_internal.current_xids',
    $$and l.mode = 'ExclusiveLock'$$,
    'and l.transactionid = pg_current_xact_id()::xid'
);

-- promise: rules.no-waiting
-- why: Under REPEATABLE READ definitions are read by the transaction's snapshot.
select pg_temp.edit(
    'pggit_internal.record_change',
    $$else nullif(v_seen -> 'definition', 'null')$$,
    $$else pggit_internal.definition(p_classid, p_objid)$$
);

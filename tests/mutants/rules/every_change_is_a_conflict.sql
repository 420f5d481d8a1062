-- promise: rules.no-waiting
-- why: Under REPEATABLE READ any step that the snapshot lacks is a conflict, whatever object it is of.
select pg_temp.edit(
    'pggit_internal.last_step',
    $$where h.key = p_key order by$$,
    $$where h.key = p_key or current_setting('transaction_isolation') <> 'read committed' order by$$
);

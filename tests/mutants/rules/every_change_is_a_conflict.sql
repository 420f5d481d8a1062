-- promise: rules.no-waiting
-- why: Under REPEATABLE READ any step that the snapshot lacks is a conflict, whatever object it is of.
select pg_temp.edit(
    'pggit_internal.seen',
    $$pggit_internal.last_step(pggit_internal.identity_key(i.identity))$$,
    $$(select h.id from pggit_internal.history as h order by h.changed_at desc limit 1)$$
);

-- promise: integrity.fsck
-- why: fsck does not miss the last entry of the ledger.
select pg_temp.edit(
    'pggit_internal.check_ledger',
    $$(coalesce(l.id, 0), coalesce(l.seal, '')) is distinct from (r.ledger_id, r.ledger_seal)$$,
    'false'
);

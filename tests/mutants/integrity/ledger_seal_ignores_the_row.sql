-- promise: integrity.fsck
-- why: The seal of an entry does not cover the hash of the row.
select pg_temp.edit(
    'pggit_internal.ledger_seal',
    $$        p_entry.row_hash,
$$,
    ''
);

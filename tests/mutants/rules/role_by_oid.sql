-- promise: rules.restore
-- why: The ledger covers the OID of the database, which a restore changes.
select pg_temp.edit(
    'pggit_internal.ledger_seal',
    'p_entry.written_by',
    $$p_entry.written_by,
        (select d.oid from pg_database as d where d.datname = current_database())$$
);

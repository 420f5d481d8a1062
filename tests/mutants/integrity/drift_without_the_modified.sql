-- promise: integrity.drift
-- why: Null handling: only what one side lacks is drift.
select pg_temp.edit(
    'pggit.detect_drift',
    'where o.definition_hash is distinct from c.definition_hash',
    'where o.definition_hash is null or c.definition_hash is null'
);

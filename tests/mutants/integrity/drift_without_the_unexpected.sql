-- promise: integrity.drift
-- why: What is in the catalog and not in the record is no drift.
select pg_temp.edit('pggit.detect_drift', 'full join (', 'left join (');

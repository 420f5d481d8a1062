-- promise: integrity.drift
-- why: What is in the record and not in the catalog is no drift.
select pg_temp.edit('pggit.detect_drift', 'full join (', 'right join (');

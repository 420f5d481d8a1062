-- promise: rules.reading
-- why: detect_drift() on an old snapshot fails where what it waited for was changed.
select pg_temp.edit('pggit_internal.drift_of', 'exception when serialization_failure', 'exception when division_by_zero');

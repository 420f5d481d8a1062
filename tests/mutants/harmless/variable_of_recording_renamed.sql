-- why: A variable of record_change has another name.
select pg_temp.rename('pggit_internal.record_change', 'v_severity', 'v_how_bad');

-- promise: rules.reading
-- why: An object that another session has locked is an error.
select pg_temp.edit('pggit_internal.try_look', 'lock_not_available or deadlock_detected', 'division_by_zero');

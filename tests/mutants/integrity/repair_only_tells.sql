-- promise: integrity.repair
-- why: repair tells what it did, and did nothing.
select pg_temp.edit(
    'pggit.repair',
    'perform pggit_internal.mend(v_damage.check_name, v_damage.object);',
    'null;'
);

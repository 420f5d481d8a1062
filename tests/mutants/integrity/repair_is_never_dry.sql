-- promise: integrity.repair
-- why: A dry run does what it should only tell.
select pg_temp.edit(
    'pggit.repair',
    'perform pggit_internal.mend(v_damage.check_name, v_damage.object);',
    'null;'
);
select pg_temp.edit(
    'pggit.repair',
    $$action := 'would ' || v_damage.remedy;$$,
    $$action := 'would ' || v_damage.remedy;
            perform pggit_internal.mend(v_damage.check_name, v_damage.object);$$
);

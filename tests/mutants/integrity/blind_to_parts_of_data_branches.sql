-- promise: integrity.fsck
-- why: fsck does not miss a part of a data branch.
select pg_temp.edit(
    'pggit_internal.check_data_branches',
    $$cross join lateral pggit_internal.lasting_defects(b.id) as d$$,
    $$cross join lateral pggit_internal.lasting_defects(b.id) as d where false$$
);

-- promise: integrity.fsck
-- why: fsck does not find a definition that is gone.
select pg_temp.edit(
    'pggit_internal.check_trees',
    'where not exists (select from pggit_internal.definitions as d where d.hash = e.value)',
    'where false'
);

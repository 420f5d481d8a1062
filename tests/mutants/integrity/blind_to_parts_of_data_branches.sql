-- promise: integrity.fsck
-- why: fsck does not miss a part of a data branch.
select pg_temp.edit(
    'pggit_internal.check_data_branches',
    $$where not case o.object_type
        when 'view'$$,
    $$where false and not case o.object_type
        when 'view'$$
);

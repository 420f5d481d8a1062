-- promise: integrity.installation
-- why: fsck does not find a setting that switches event triggers off.
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$where setting ~ '^event_triggers=(off|false|no|0)$'$$,
    'where false'
);

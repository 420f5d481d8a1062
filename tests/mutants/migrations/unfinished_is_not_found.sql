-- promise: migrations.unfinished
-- why: fsck does not tell of a migration that nobody finished.
select pg_temp.edit(
    'pggit_internal.check_migrations',
    $$where m.state = 'running'$$,
    'where false'
);

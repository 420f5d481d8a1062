-- promise: integrity.installation
-- why: fsck does not find an event trigger that is missing or disabled.
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$t.evtenabled is distinct from 'A'$$,
    'false'
);

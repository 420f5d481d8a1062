-- promise: integrity.fsck-reads
-- why: fsck takes the lock of the repository: it waits for writers, and they for it.
select pg_temp.edit(
    'pggit.fsck',
    'select * from pggit_internal.check_commits()',
    $$select l.* from (
        select ''::text, ''::text, ''::text, pggit_internal.lock_repository()::text offset 0
    ) as l (severity, check_name, object, detail) where l.detail <> ''
    union all
    select * from pggit_internal.check_commits()$$
);

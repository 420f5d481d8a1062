-- why: fsck always finds damage, and no commit is ever made: whatever test runs must notice.
select pg_temp.answer_null('commit_changes');
select pg_temp.edit(
    'pggit.fsck', 'select * from pggit_internal.check_commits()',
    $$select 'error', 'canary', 'canary', 'is there'$$
);

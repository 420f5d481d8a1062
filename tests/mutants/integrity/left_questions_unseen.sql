-- promise: integrity.fsck
-- why: A row that is left in the table of questions is not found.
select pg_temp.edit(
    'pggit_internal.questions_left', 'q.asker from pggit_internal.questions as q', 'q.asker from pggit_internal.questions as q where false'
);

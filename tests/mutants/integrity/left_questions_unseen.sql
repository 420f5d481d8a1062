-- promise: integrity.fsck
-- why: A row that is left in the table of questions is not found.
select pg_temp.edit(
    'pggit_internal.rows_left', 'q.id::text from pggit_internal.questions as q', 'q.id::text from pggit_internal.questions as q where false'
);

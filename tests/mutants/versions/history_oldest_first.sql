-- promise: versions.history
-- why: The history begins with the oldest step.
select pg_temp.edit('pggit_internal.history_of', 'order by h.id desc', 'order by h.id');

-- promise: versions.history
-- why: The history begins with the oldest step.
select pg_temp.edit('pggit_internal.history_of', 'h.step desc', 'h.step');

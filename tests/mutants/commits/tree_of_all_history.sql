-- promise: commits.cost
-- why: Steps stay pending for ever: every commit writes all of the tree anew.
select pg_temp.edit(
    'pggit_internal.write_tree',
    'delete from pggit_internal.pending returning history_id',
    'select p.history_id from pggit_internal.pending as p'
);

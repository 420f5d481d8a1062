-- promise: data.isolation
-- why: A writer whose snapshot is older than the branch is not sent back.
select pg_temp.edit('pggit_internal.take_turn', 'if not found then', 'if false then');

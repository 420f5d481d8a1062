-- promise: rules.errors
-- why: No branch of a name is P0001 instead of 42704.
select pg_temp.edit('pggit_internal.live_branch', $$using errcode = '42704',$$, 'using');

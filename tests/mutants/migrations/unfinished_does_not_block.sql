-- promise: migrations.unfinished
-- why: A migration begins while another one is unfinished.
select pg_temp.edit('pggit_internal.claim_migration', 'if found then', 'if false then');

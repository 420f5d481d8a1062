-- promise: migrations.once
-- why: A migration that was applied already is told as applied now.
select pg_temp.edit('pggit_internal.apply_migration', 'return false;', 'return true;');

-- promise: integrity.installation
-- why: fsck does not find a trigger of pggit's tables that is disabled.
select pg_temp.edit('pggit_internal.check_installation', $$and t.tgenabled <> 'O'$$, 'and false');

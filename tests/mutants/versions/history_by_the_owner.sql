-- promise: versions.history
-- why: Every change was made by pggit's owner.
select pg_temp.edit('pggit_internal.write_step', 'pggit_internal.caller()', 'current_user');

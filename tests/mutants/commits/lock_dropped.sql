-- promise: commits.single-line
-- why: Two commits at once both follow the same head.
select pg_temp.edit('pggit.commit_changes', 'perform pggit_internal.lock_repository();', '');

-- promise: commits.tags
-- why: Two tags at once: both write the ledger, and one of them is not told 42710.
select pg_temp.edit('pggit.create_tag', 'perform pggit_internal.lock_repository();', '');

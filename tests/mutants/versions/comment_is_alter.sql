-- promise: versions.history
-- why: A comment is told as ALTER.
select pg_temp.edit('pggit_internal.change_type', $$THEN 'COMMENT'::text$$, $$THEN 'ALTER'::text$$);

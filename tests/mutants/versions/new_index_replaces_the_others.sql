-- promise: versions.tracking
-- why: Of a table's indexes, the record keeps the last that was created.
select pg_temp.edit('pggit_internal.definition_after', $$coalesce(p_before -> 'indexes', '{}')$$, $$'{}'::jsonb$$);

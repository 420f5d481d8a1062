-- promise: versions.unfinished
-- why: What a failed CREATE INDEX CONCURRENTLY leaves is part of the table.
select pg_temp.edit(
    'pggit_internal.table_definition',
    $$(i.indisvalid or c.relkind = 'p')$$,
    $$true$$
);

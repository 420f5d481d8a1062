-- promise: versions.unfinished
-- why: What a failed CREATE INDEX CONCURRENTLY leaves is part of the materialized view.
select pg_temp.edit(
    'pggit_internal.view_definition',
    $$ and i.indisvalid$$,
    $$$$
);

-- promise: versions.hash-laws
-- why: A view has a hash too, though it is no table.
select pg_temp.edit('pggit.calculate_schema_hash', $$array['r', 'p']$$, $$array['r', 'p', 'v']$$);

-- promise: versions.hash-laws
-- why: A unique index counts like any other.
select pg_temp.edit('pggit_internal.index_definitions', 'nullif(i.indisunique, false)', 'null');

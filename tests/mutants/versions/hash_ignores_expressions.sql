-- promise: versions.hash-laws
-- why: A generated column's expression does not count.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    'case when a.atthasdef then (',
    $$case when a.atthasdef and a.attgenerated = '' then ($$
);

-- promise: versions.tracking
-- why: A column's comment is recorded as that of the column after it.
select pg_temp.edit('pggit_internal.definition_after', '(c.position - 1)::text', 'c.position::text');

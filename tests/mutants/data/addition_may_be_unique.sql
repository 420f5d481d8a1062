-- promise: data.ddl
-- why: The table gets a unique index, against which its branches hold rows.
select pg_temp.edit('pggit_internal.is_additive', $$and became.definition ? 'unique'$$, 'and false');

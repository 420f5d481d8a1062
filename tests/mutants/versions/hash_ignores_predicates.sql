-- promise: versions.hash-laws
-- why: A partial index counts like a whole one.
select pg_temp.edit(
    'pggit_internal.index_definitions',
    'case when i.indpred is not null then',
    'case when false then'
);

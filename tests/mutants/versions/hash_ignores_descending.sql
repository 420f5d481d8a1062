-- promise: versions.hash-laws
-- why: DESC and NULLS FIRST in an index do not count.
select pg_temp.edit(
    'pggit_internal.index_definitions',
    'then nullif(i.indoption[a.attnum - 1], 0)',
    'then null'
);

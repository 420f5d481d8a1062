-- promise: versions.kinds
-- why: status does not tell of what was modified.
select pg_temp.edit(
    'pggit.status',
    'where o.definition_hash is distinct from h.definition_hash',
    'where o.definition_hash is null or h.definition_hash is null'
);

-- promise: data.isolation
-- why: A row that somebody else has changed meanwhile is overwritten.
select pg_temp.edit(
    'pggit_internal.write_body',
    'if not found or v_current operator(pg_catalog.*<>) old then',
    'if not found then'
);

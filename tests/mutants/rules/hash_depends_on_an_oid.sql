-- promise: rules.restore
-- why: The hash of a commit holds the OID of a table, which a restore changes.
select pg_temp.edit(
    'pggit_internal.content_hash',
    '(p_commit).message,',
    $$(p_commit).message, 'pggit.branches'::regclass::oid,$$
);

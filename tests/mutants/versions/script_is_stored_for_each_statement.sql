-- promise: versions.cost
-- why: A script with a secret is stored once for each of its statements.
select pg_temp.edit(
    'pggit_internal.write_step',
    $$p_ddl is null and s.ddl like '%***%' and octet_length(current_query()) > 4096
            or s.ddl = pggit_internal.without_passwords(coalesce(p_ddl, current_query(), ''))$$,
    $$s.ddl = coalesce(p_ddl, current_query(), '')$$
);

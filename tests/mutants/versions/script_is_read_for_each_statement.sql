-- promise: versions.cost
-- why: The text of a script is redacted once for each of its statements.
select pg_temp.edit(
    'pggit_internal.write_step',
    'p_ddl is null and octet_length(s.ddl) > 4096',
    'pggit_internal.without_passwords(current_query()) is null'
);

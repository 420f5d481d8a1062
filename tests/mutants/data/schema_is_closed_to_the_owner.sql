-- promise: data.rights
-- why: An owner loses the schema, and every write of the table fails.
select pg_temp.edit(
    'pggit_internal.refused_overlay_change',
    $$where c.command_tag = 'REVOKE' and lower(c.object_type) = 'schema' or c.command_tag = 'ALTER SCHEMA'$$,
    $$where false$$
);

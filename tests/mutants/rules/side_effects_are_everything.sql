-- promise: rules.caller
-- why: After a statement that no event tells all of, whatever differs from the catalog is recorded.
select pg_temp.edit(
    'pggit_internal.record_side_effects',
    $$    if p_command_tag = 'ALTER EXTENSION' then$$,
    $$    if p_command_tag ~ '^(ALTER (EXTENSION|OPERATOR|COLLATION|LANGUAGE)|DROP OWNED)' then
        perform pggit_internal.record_change(c.classid, c.objid, p_command_tag, p_ddl)
        from pggit.detect_drift() as d
        join pggit_internal.catalog_objects() as c on c.object_type = d.object_type and c.identity = d.identity
        where d.drift <> 'missing';
    end if;
    if p_command_tag = 'ALTER EXTENSION' then$$
);

-- The canonical definition of a tracked object of any kind.
create or replace function pggit_internal.definition(p_classid oid, p_objid oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case p_classid
        when 'pg_class'::regclass then (
            select case
                when c.relkind in ('r', 'p') then pggit_internal.table_definition(c.oid)
                when c.relkind in ('v', 'm') then pggit_internal.view_definition(c.oid)
                when c.relkind = 'S' then pggit_internal.sequence_definition(c.oid)
            end
            from pg_class as c
            where c.oid = p_objid
        )
        when 'pg_proc'::regclass then pggit_internal.routine_definition(p_objid)
        when 'pg_type'::regclass then pggit_internal.type_definition(p_objid)
        when 'pg_namespace'::regclass then jsonb_strip_nulls(jsonb_build_object(
            'kind', 'schema',
            'comment', obj_description(p_objid, 'pg_namespace')
        ))
    end
$$;

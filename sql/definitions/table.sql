-- A table's logical definition: what a reader or writer of the table can notice. The one place that
-- decides what belongs to it. Its own name and schema, its owner, rights, OIDs, statistics and storage do not
-- (unlogged, access method, compression, parameters), nor what only replication or maintenance reads
-- (replica identity, CLUSTER ON), nor whether a column that the parent has was also declared here.
-- What a table has none of is left out, and costs no query where the catalog has a flag for it.
create or replace function pggit_internal.table_definition(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_table record;
    v_constraints record;
    v_parents jsonb;
begin
    select
        c.relkind, c.relhastriggers, c.relhasrules, c.relrowsecurity, c.relforcerowsecurity,
        c.relpartbound, c.reloftype,
        exists (select from pg_policy as p where p.polrelid = c.oid) as has_policies,
        exists (select from pg_inherits as i where i.inhrelid = c.oid) as has_parents,
        case when c.relhasindex then (
            select array_agg(i.indexrelid)
            from pg_index as i
            where i.indrelid = c.oid
                -- One that is built or dropped concurrently, or was given up half-way, is not there. That of a
                -- partitioned table is, and becomes valid once all partitions have theirs.
                and (i.indisvalid or c.relkind = 'p')
                and not exists (
                    select
                    from pg_constraint as k
                    where k.conrelid = c.oid and k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
                )
        ) end as indexes,  -- but for those that a constraint brings
        (
            select jsonb_object_agg(d.objsubid, d.description)
            from pg_description as d
            where d.objoid = c.oid and d.classoid = 'pg_class'::regclass
        ) as comments
    into v_table
    from pg_class as c
    where c.oid = p_relation and c.relkind in ('r', 'p');
    if not found then
        return null;
    end if;
    v_constraints := pggit_internal.constraint_definitions(p_relation, 0);
    if v_table.has_parents then
        select jsonb_agg(i.inhparent::regclass::text order by i.inhseqno) into v_parents
        from pg_inherits as i
        where i.inhrelid = p_relation;
    end if;

    return jsonb_strip_nulls(jsonb_build_object(
        'columns', pggit_internal.column_definitions(p_relation, v_table.comments),
        'constraints', v_constraints.constraints,
        'not_nulls', v_constraints.not_nulls,
        'indexes', case when v_table.indexes is not null
            then pggit_internal.index_definitions(v_table.indexes) end,
        'triggers', case when v_table.relhastriggers then pggit_internal.trigger_definitions(p_relation) end,
        'rules', case when v_table.relhasrules then pggit_internal.rule_definitions(p_relation) end,
        'policies', case when v_table.has_policies then pggit_internal.policy_definitions(p_relation) end,
        'row_security', case
            when v_table.relforcerowsecurity and v_table.relrowsecurity then 'forced'
            when v_table.relforcerowsecurity then 'disabled, forced'
            when v_table.relrowsecurity then 'enabled'
        end,
        'of', nullif(v_table.reloftype, 0)::regtype::text,
        'partition_key', case when v_table.relkind = 'p' then pg_get_partkeydef(p_relation) end,
        'partition_bound', pg_get_expr(v_table.relpartbound, p_relation),
        'parents', v_parents,
        'attached', case when v_table.relpartbound is not null
            then pggit_internal.attached_parts(p_relation) end,
        'comment', v_table.comments -> '0'
    ));
end
$$;

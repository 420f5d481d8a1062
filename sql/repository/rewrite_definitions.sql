-- Record anew the definitions that 0.1.0 wrote otherwise: of tables with a column that owns several
-- sequences, of partitions with equal indexes or foreign keys, and of relations with an index that is not
-- valid. What differs from its record in anything else stays drift. On a first install, nothing is recorded
-- yet.
do $$
declare
    v_table record;
    v_is_only_rewritten boolean;
begin
    for v_table in
        select candidate.*, o.definition as old, pggit_internal.definition('pg_class'::regclass, candidate.oid) as new
        from (
            select
                c.oid, c.relkind, c.relispartition,
                array(
                    select a.attname::text
                    from pg_depend as d
                    join pg_sequence as s on s.seqrelid = d.objid
                    join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                    where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
                        and d.classid = 'pg_class'::regclass and d.deptype = 'a'
                    group by a.attname
                    having count(*) > 1
                ) as several,
                exists (select from pg_index as i where i.indrelid = c.oid and not i.indisvalid) as has_invalid
            from pg_class as c
            where c.relkind in ('r', 'p', 'm')
        ) as candidate
        cross join lateral pg_identify_object('pg_class'::regclass, candidate.oid, 0) as i
        join pggit_internal.objects as o
            on o.key = pggit_internal.identity_key(i.identity) and o.object_type = i.type and o.is_live
        where candidate.relispartition or candidate.several <> '{}' or candidate.has_invalid
        order by i.identity
    loop
        select count(distinct rest.definition) = 1 into v_is_only_rewritten
        from (values (v_table.old), (v_table.new)) as each (definition)
        cross join lateral (
            select each.definition - array['attached', 'columns', 'indexes'] || jsonb_build_object(
                'columns', (
                    select jsonb_agg(
                        case when c.value ->> 'name' = any (v_table.several) then c.value - 'default' else c.value end
                        order by c.position
                    )
                    from jsonb_array_elements(each.definition -> 'columns') with ordinality as c (value, position)
                ),
                'indexes', (
                    select jsonb_object_agg(i.key, i.value)
                    from jsonb_each(each.definition -> 'indexes') as i
                    where v_table.relkind = 'p' or not i.value ? 'invalid'
                )
            )
        ) as rest (definition);
        if v_is_only_rewritten and v_table.old <> v_table.new then
            perform pggit_internal.record_change(
                'pg_class'::regclass, v_table.oid, 'REPAIR',
                format('pggit %s is installed', pggit_internal.version())
            );
        end if;
    end loop;
end
$$;

-- What a row that is written needs for columns whose values the server makes. A view cannot tell a value
-- that was given from one that was not, so an identity column takes what is given, as with OVERRIDING
-- SYSTEM VALUE; it can be changed as little as in the table.
create or replace function pggit_internal.write_computed_columns(p_table oid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(string_agg(
        case when a.attidentity <> '' then format(
            $body$
    if tg_op = 'INSERT' and new.%1$s is null then
        new.%1$s := pg_catalog.nextval(%2$L);
    end if;$body$,
            pggit_internal.in_quotes(a.attname), pg_get_serial_sequence(p_table::regclass::text, a.attname)
        )
        else ''
        end
        || case when a.attidentity = 'a' or a.attgenerated <> '' then format(
            $body$
    if new.%1$s::text is not null and (
        tg_op = 'UPDATE' and new.%1$s::text is distinct from old.%1$s::text
        or tg_op = 'INSERT' and %3$L <> ''
    ) then
        raise exception 'column %% can only be updated to DEFAULT', pg_catalog.quote_ident(%2$L)
            using errcode = '428C9', column = %2$L, schema = tg_table_schema, table = tg_table_name;
    end if;$body$,
            pggit_internal.in_quotes(a.attname), a.attname, a.attgenerated
        )
        else ''
        end,
        '' order by a.attnum
    ), '')
    from pg_attribute as a
    where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped
        and (a.attidentity <> '' or a.attgenerated <> '')
$$;

-- The checks that no other row of the branch stands against the one that was written: for each unique index
-- and exclusion constraint of the table. They are made at once, also where the table's are deferred.
create or replace function pggit_internal.write_unique_checks(
    p_shape pggit_internal.shape, p_relation text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(string_agg(
            format(
                $body$
        select %1$s into v_key from (select (v_row).*) as r where %2$s;
        if found and exists (select from %3$s as r where not (%4$s) and %5$s and %2$s) then
            raise exception %6$L, pg_catalog.quote_ident(%7$L)
                using errcode = %8$L, constraint = %7$L, schema = tg_table_schema, table = tg_table_name;
        end if;$body$,
                part.expressions,
                coalesce('(' || pg_get_expr(i.indpred, i.indrelid) || ')', 'true'),
                p_relation,
                pggit_internal.same_key(p_shape, 'r', 'v_row'),
                part.matches,
                case when x.conexclop is null then 'duplicate key value violates unique constraint %'
                    else 'conflicting key value violates exclusion constraint %' end,
                c.relname,
                case when x.conexclop is null then '23505' else '23P01' end
            ),
            '' order by c.relname
        ), '')
        from pg_index as i
        join pg_class as c on c.oid = i.indexrelid
        left join pg_constraint as x on x.conindid = i.indexrelid and x.conrelid = i.indrelid
            and x.conexclop is not null
        cross join lateral (
            select
                string_agg(format('(%s) as e%s', e.expression, k.position), ', ' order by k.position),
                string_agg(
                    format(
                        case when i.indnullsnotdistinct
                            then '(%1$s %2$s v_key.e%3$s or %1$s is null and v_key.e%3$s is null)'
                            else '%1$s %2$s v_key.e%3$s'
                        end,
                        '(' || e.expression || ')'
                            || coalesce(' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname), ''),
                        pggit_internal.operator_name(coalesce(x.conexclop[k.position], o.amopopr)),
                        k.position
                    ),
                    ' and ' order by k.position
                )
            from rows from (unnest(i.indclass::oid[]), unnest(i.indcollation::oid[]))
                with ordinality as k (opclass, collation_oid, position)
            cross join lateral (select pg_get_indexdef(i.indexrelid, k.position::integer, false)) as e (expression)
            join pg_opclass as oc on oc.oid = k.opclass
            left join pg_amop as o on o.amopfamily = oc.opcfamily and o.amopstrategy = 3
                and o.amoplefttype = oc.opcintype and o.amoprighttype = oc.opcintype
            left join pg_collation as co on co.oid = k.collation_oid
            left join pg_namespace as cn on cn.oid = co.collnamespace
            where k.position <= i.indnkeyatts
        ) as part (expressions, matches)
        where i.indrelid = p_shape.table_oid and i.indisvalid and not i.indisprimary
            and (i.indisunique or i.indisexclusion)
    );
end
$$;

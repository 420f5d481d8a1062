-- The relation of a kind and name, also in a schema that the caller may not use.
create or replace function pggit_internal.relation_oid(p_schema name, p_name name, p_kind text)
returns oid
language sql
stable
begin atomic
    select c.oid
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = p_schema and c.relname = p_name and c.relkind::text = p_kind;
end;

-- fsck of data branches: that every part is there and at work, and that there is none without its branch.
create or replace function pggit_internal.check_data_branches()
returns table (severity text, check_name text, object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- 55P03 where a table is locked against readers: whoever has it may be waiting for this transaction.
set lock_timeout = '1ms'
as $$
declare
    v_branch record;
    v_shape pggit_internal.shape;
    v_keys text;
    -- Whether the registry has lost a branch. Only then may parts be without theirs: names and comments
    -- like theirs can be given by anybody.
    v_is_lost boolean := exists (
        select
        from (
            select distinct on (l.row_key) l.row_key, l.row_hash
            from pggit_internal.ledger as l
            where l.table_name = 'data_branches'
            order by l.row_key, l.id desc
        ) as entered
        where entered.row_hash is not null
            and not exists (select from pggit.data_branches as b where b.id::text = entered.row_key)
    );
begin
    if not v_is_lost and not exists (select from pggit.data_branches) then
        return;  -- most repositories, for which the queries below would only be planned
    end if;

    return query
    select 'error', 'data_branch', b.id::text, 'a name is missing in the entry of this data branch'
    from pggit.data_branches as b
    where num_nulls(b.schema_name, b.table_name, b.relation_name, b.stem) > 0;
    if found then
        return;  -- nobody can tell whose parts the others are
    end if;

    return query
    select 'error', 'data_branch', format('%I.%I', b.schema_name, b.table_name),
        format('data branch %s is of a table that does not exist', quote_literal(b.branch_name))
    from pggit.data_branches as b
    where pggit_internal.relation_oid(b.schema_name, b.table_name, 'r') is null;

    return query
    select 'error', 'data_branch', o.identity, format('this %s of a data branch is missing', o.object_type)
    from pggit_internal.data_branch_objects as o
    where not case o.object_type
        when 'view' then pggit_internal.relation_oid(o.schema_name, o.object_name, 'v') is not null
        when 'table' then pggit_internal.relation_oid(o.schema_name, o.object_name, 'r') is not null
        when 'function' then exists (
            select from pg_proc as p
            join pg_namespace as n on n.oid = p.pronamespace
            where n.nspname = o.schema_name and p.proname = o.object_name and p.pronargs = 0
        )
        when 'trigger' then exists (
            select from pggit_internal.data_branch_triggers as t where t.identity = o.identity
        )
    end;

    return query
    select 'error', 'data_branch', t.identity,
        case when t.is_enabled then 'this trigger has no data branch' else 'this trigger is not enabled for all' end
    from pggit_internal.data_branch_triggers as t
    where not t.is_enabled
        or v_is_lost and not exists (
            select from pggit_internal.data_branch_objects as o
            where o.object_type = 'trigger' and o.identity = t.identity
        );

    return query
    select 'error', 'orphaned_overlay', i.identity, format('this %s has no data branch', i.type)
    from pg_description as d
    cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
    where d.classoid in ('pg_class'::regclass, 'pg_proc'::regclass)
        and d.objsubid = 0
        and v_is_lost
        and d.description like 'pggit: data branch %'
        and i.identity is not null  -- not dropped since this query began
        and not pggit_internal.is_of_data_branch(d.classoid, d.objoid);

    -- Rows are looked at by those who may: the owner of all sees all.
    for v_branch in
        select
            format('%I.%I', b.schema_name, b.own_name) as own,
            format('%I.%I', b.schema_name, b.base_name) as base,
            format('%I.%I', b.schema_name, coalesce(s.relation_name, b.table_name)) as source,
            pggit_internal.relation_oid(b.schema_name, b.table_name, 'r') as table_oid
        from pggit.data_branches as b
        join pg_namespace as n on n.nspname = b.schema_name and has_schema_privilege(n.oid, 'USAGE')
        left join pggit.data_branches as s on s.id = b.source_id
        where (
            select count(*) filter (where has_table_privilege(c.oid, 'SELECT'))
            from pg_class as c
            where c.relnamespace = n.oid
                and c.relname in (
                    b.table_name, b.relation_name, b.own_name, b.base_name,
                    coalesce(s.relation_name, b.table_name)
                )
        ) = case when s.id is null then 4 else 5 end
    loop
        select s.* into v_shape from pggit_internal.table_shape(v_branch.table_oid) as s;
        continue when not found;
        begin
            for v_keys in execute format(
                'select row(%1$s)::text from %2$s as k where k.%3$s and case
                    when exists (select from %4$s as b where %5$s)
                        then exists (select from %4$s as b where %5$s and b.%3$s)
                    else not exists (select from %6$s as s where %7$s)
                end',
                -- Not as JSON: a type's cast to it would be its owner's code, run with our rights.
                pggit_internal.each_column(v_shape.key_columns, 'k.%s'),
                v_branch.own,
                v_shape.marker,
                v_branch.base,
                pggit_internal.same_key(v_shape, 'b', 'k'),
                v_branch.source,
                pggit_internal.same_key(v_shape, 's', 'k')
            )
            loop
                return query
                select 'error', 'orphaned_overlay', v_branch.own,
                    format('a row hides one that its source never had: %s', v_keys);
            end loop;
        exception when undefined_table then
            null;  -- dropped since this query began
        end;
    end loop;
end
$$;

-- The id of a table's data branch by name, 0 for main; 42704 where there is none.
create or replace function pggit_internal.data_branch_id(p_table oid, p_branch_name text)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id integer;
begin
    perform pggit_internal.check_branch_name(p_branch_name);
    if p_branch_name = 'main' then
        return 0;
    end if;
    select b.id into v_id
    from pggit.data_branches as b
    join pg_namespace as n on n.nspname = b.schema_name
    join pg_class as c on c.relnamespace = n.oid and c.relname = b.table_name
    where c.oid = p_table and b.branch_name = p_branch_name;
    if not found then
        raise exception 'table % has no data branch %', p_table::regclass, quote_literal(p_branch_name)
            using errcode = '42704', hint = 'The table pggit.data_branches lists the data branches.';
    end if;
    return v_id;
end
$$;

-- The relation to read and write: the table for main (0), else the branch's view.
create or replace function pggit_internal.data_branch_relation(p_table oid, p_id integer)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (
            select format('%I.%I', b.schema_name, b.relation_name)
            from pggit.data_branches as b
            where b.id = p_id
        ),
        p_table::regclass::text
    )
$$;

-- Return a data branch and those that it comes from, itself first, main (0) last. In a damaged registry the
-- way may lead back to where it was: it ends there.
create or replace function pggit_internal.data_branch_path(p_id integer)
returns integer[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive path as (
        select array[p_id] as ids, p_id as last
        union all
        select path.ids || coalesce(b.source_id, 0), coalesce(b.source_id, 0)
        from path
        join pggit.data_branches as b on b.id = path.last
        where coalesce(b.source_id, 0) <> all (path.ids)
    )
    select path.ids from path order by cardinality(path.ids) desc limit 1
$$;

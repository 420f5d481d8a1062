-- Drop what stands under the names of a data branch, whatever it is and as far as it is there: a drop runs
-- no code of its owner's. The views first, as they read the others. CASCADE for the triggers that save, all
-- of them in one statement: pggit must not see the table with some of them.
create or replace function pggit_internal.drop_parts(p_branch pggit.data_branches)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text;
begin
    for v_statement in
        select format(
            'drop %s %I.%I',
            case c.relkind
                when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
                when 'S' then 'sequence' when 'i' then 'index' when 'c' then 'type' else 'table'
            end,
            p_branch.schema_name,
            c.relname
        )
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = p_branch.schema_name
            and c.relname in (
                p_branch.relation_name, p_branch.own_name, p_branch.base_name, (p_branch.stem || '__keys')::name
            )
        order by c.relkind <> 'v', c.relname = p_branch.own_name, c.relname
    loop
        execute v_statement;
    end loop;
    for v_statement in
        select format(
            'drop routine %I.%I()%s',
            p_branch.schema_name, p.proname, case when p.proname = p_branch.save_name then ' cascade' end
        )
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname = p_branch.schema_name
            and p.proname in (p_branch.read_name, p_branch.write_name, p_branch.save_name)
            and p.pronargs = 0
        order by p.proname
    loop
        execute v_statement;
    end loop;
end
$$;

-- Drops a data branch with the caller's rights. Locks as when it is made: the source, the branch, the
-- registry, the repository.
create or replace function pggit_internal.remove_found_branch(
    p_table_name text, p_path name[], p_branch_name text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set client_min_messages = warning
as $$
declare
    v_lock_timeout text := pggit_internal.limit_waiting(pggit_internal.has_locks());
    v_table oid := pggit_internal.find_table(p_table_name, p_path);
    v_id integer := pggit_internal.data_branch_id(v_table, p_branch_name);
    v_branch pggit.data_branches;
    v_children text;
begin
    perform pggit_internal.check_table_owner(v_table);
    if v_id = 0 then
        raise exception 'branch main of table % cannot be dropped', v_table::regclass
            using errcode = '55006', hint = 'It is the table itself.';
    end if;
    select b.* into strict v_branch from pggit.data_branches as b where b.id = v_id;
    perform pggit_internal.lock_relation(v_table, coalesce(v_branch.source_id, 0), 'access exclusive');
    perform pggit_internal.lock_relation(v_table, v_id, 'access exclusive');
    v_id := pggit_internal.data_branch_id(v_table, p_branch_name);
    select string_agg(b.branch_name, ', ' order by b.branch_name) into v_children
    from pggit.data_branches as b
    where b.source_id = v_id;
    if v_children is not null then
        raise exception 'data branch % of table % is the source of others: %',
            quote_literal(p_branch_name), v_table::regclass, v_children
            using errcode = '55006', hint = 'Drop those first.';
    end if;

    perform pggit_internal.remove_data_branch(v_table, v_id);
    perform pggit_internal.drop_parts(v_branch);
    perform pggit_internal.seal_data_branch(v_id);
    perform set_config('lock_timeout', v_lock_timeout, true);
end
$$;

-- Drops a data branch of a table, with all rows that were written on it. Refuses one that others come from.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.drop_data_branch(p_table text, p_branch text)
returns void
language sql
volatile
as $$
    select pggit_internal.remove_found_branch(p_table, pg_catalog.current_schemas(true), p_branch)
$$;

-- Removes pggit, all of its history included, and nothing else.
--
-- Everything is dropped by name and without CASCADE: an object of yours that depends on pggit (a view
-- on pggit.commits, a default that calls pggit.generate_trinity_id()) stops the whole script with
-- SQLSTATE 2BP01 and its name; drop it first. A data branch, whose rows are yours, stops it with 55006: merge
-- and drop it first. Running it where there is no pggit does nothing.

\set ON_ERROR_STOP on

begin;

set local transaction_isolation = 'read committed';

-- Operators too are pg_catalog's and nobody else's.
set local search_path = pg_catalog, pg_temp;
set local client_min_messages = warning;

do $$
declare
    v_statement text;
    v_branches text;
begin
    if pg_catalog.to_regclass('pggit.data_branches') is not null then
        select pg_catalog.string_agg(
            pg_catalog.format('%L of %I.%I', b.branch_name, b.schema_name, b.table_name), ', ' order by b.id
        ) into v_branches
        from pggit.data_branches as b;
    end if;
    if v_branches is not null then
        raise exception 'pggit is in use by data branches: %', v_branches
            using errcode = '55006', hint = 'Merge them and drop them with pggit.drop_data_branch(), then run this again.';
    end if;
    drop event trigger if exists pggit_ddl_command_end;
    drop event trigger if exists pggit_sql_drop;
    drop event trigger if exists pggit_table_rewrite;
    for v_statement in
        select pg_catalog.format(
            'drop %s %s',
            kind,
            pg_catalog.string_agg(object, ', ')
        )
        from (
            -- Views and indexes first: they call routines. Routines before the tables whose row types they take.
            select 2 as position, 'routine' as kind, p.oid::pg_catalog.regprocedure::text as object
            from pg_catalog.pg_proc as p
            where p.pronamespace::pg_catalog.regnamespace::text in ('pggit', 'pggit_internal')
            union all
            select
                case c.relkind when 'v' then 1 when 'r' then 3 when 'c' then 4 else 5 end,
                case c.relkind when 'v' then 'view' when 'r' then 'table' when 'c' then 'type' else 'sequence' end,
                c.oid::pg_catalog.regclass::text
            from pg_catalog.pg_class as c
            where c.relnamespace::pg_catalog.regnamespace::text in ('pggit', 'pggit_internal')
                and (
                    c.relkind in ('v', 'r', 'c')
                    -- Sequences of identity columns go with their tables.
                    or c.relkind = 'S' and not exists (
                        select from pg_catalog.pg_depend as d
                        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            and d.objid = c.oid
                            and d.deptype = 'i'
                    )
                )
            union all
            select 1, 'index', i.indexrelid::pg_catalog.regclass::text
            from pg_catalog.pg_index as i
            join pg_catalog.pg_class as c on c.oid = i.indexrelid
            where c.relnamespace::pg_catalog.regnamespace::text in ('pggit', 'pggit_internal')
                and i.indexprs is not null
            union all
            select 1, 'trigger', pg_catalog.format('%I on %s', t.tgname, t.tgrelid::pg_catalog.regclass)
            from pg_catalog.pg_trigger as t
            join pg_catalog.pg_class as c on c.oid = t.tgrelid
            where c.relnamespace::pg_catalog.regnamespace::text in ('pggit', 'pggit_internal')
                and not t.tgisinternal
            union all
            select 6, 'schema', n.nspname
            from pg_catalog.pg_namespace as n
            where n.nspname in ('pggit', 'pggit_internal')
        ) as own
        group by position, kind, case kind when 'trigger' then object end  -- these go one by one
        order by position
    loop
        execute v_statement;
    end loop;
end
$$;

commit;

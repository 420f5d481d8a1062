-- Raises an error where the current user must not branch the table's rows, or where a branch could not keep
-- its promises.
create or replace function pggit_internal.check_table_owner(p_table oid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (select pg_has_role(c.relowner, 'USAGE') from pg_class as c where c.oid = p_table) then
        raise exception 'must be owner of table %', p_table::regclass
            using errcode = '42501', hint = 'Data branches are made, merged and dropped by the table''s owner.';
    end if;
    -- What saves the table's rows runs as its owner.
    if not (
        select has_schema_privilege(c.relowner, c.relnamespace, 'USAGE') from pg_class as c where c.oid = p_table
    ) then
        raise exception 'the owner of table % may not use its schema', p_table::regclass
            using errcode = '42501', hint = 'Grant the owner USAGE on the schema.';
    end if;
end
$$;

create or replace function pggit_internal.check_branchable(p_table oid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason text;
begin
    if not exists (select from pg_index as i where i.indrelid = p_table and i.indisprimary) then
        raise exception 'table % has no primary key', p_table::regclass
            using errcode = '55000', hint = 'Rows are told apart by the primary key: add one.';
    end if;
    select case
        when pggit_internal.is_of_data_branch('pg_class'::regclass, p_table) then 'part of a data branch'
        when not pggit_internal.is_tracked_schema(c.relnamespace) then 'not a user''s table'
        when c.relpersistence <> 'p' then 'temporary or unlogged: it may lose its rows without a trace'
        when c.relrowsecurity then 'under row security'
        when c.relispartition then 'a partition'
        when exists (select from pg_inherits as i where p_table in (i.inhparent, i.inhrelid))
            then 'part of an inheritance tree'
    end
    into v_reason
    from pg_class as c
    where c.oid = p_table;
    v_reason := coalesce(
        v_reason,
        (
            -- A copy of a key may come before the row that it replaces is gone; or the key is a period.
            select format('with a primary key that is deferrable or a period: %I', c.conname)
            from pg_constraint as c
            join pg_index as i on i.indexrelid = c.conindid
            where c.conrelid = p_table and c.contype = 'p' and (c.condeferrable or i.indisexclusion)
        ),
        (
            select format('with an expression over its whole row: %I', e.name)
            from (
                select c.conname, c.conbin::text from pg_constraint as c where c.conrelid = p_table
                union all
                select i.indexrelid::regclass::name, concat(i.indexprs, i.indpred)
                from pg_index as i
                where i.indrelid = p_table and i.indisunique
            ) as e (name, tree)
            where e.tree like '%:varattno 0 %'
            limit 1
        ),
        (
            -- From PostgreSQL 18: rows may break it, and could not be deleted on the branch.
            select format('with a NOT NULL that is not validated: %I', c.conname)
            from pg_constraint as c
            where c.conrelid = p_table and c.contype = 'n' and not c.convalidated
            limit 1
        )
    );
    if v_reason is not null then
        raise exception 'rows of table % cannot be branched: it is %', p_table::regclass, v_reason
            using errcode = '0A000', hint = 'Change that, or branch a copy of the table.';
    end if;
end
$$;

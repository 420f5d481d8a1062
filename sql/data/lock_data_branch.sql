-- Let the writers of a data branch take turns: whoever writes it updates its row in pggit.data_branches
-- without changing it. Under READ COMMITTED the second waits; under REPEATABLE READ and SERIALIZABLE it
-- fails with 40001, because it does not see what the first has written. For pggit's own functions alone:
-- who holds the row of a branch stops its writers until the transaction ends.
create or replace function pggit_internal.take_turn(p_ids integer[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id integer;
begin
    -- One by one, in one order for all.
    for v_id in select id from unnest(p_ids) as id order by id
    loop
        -- Not again in one transaction, where a thousand statements would leave a thousand versions.
        if exists (
            select from pggit.data_branches as b
            where b.id = v_id and b.xmin::text = pg_current_xact_id()::xid::text
        ) then
            continue;
        end if;
        update pggit.data_branches set created_at = created_at where id = v_id;
        if not found then
            -- A snapshot from before the branch point does not have the rows that the branch started with.
            raise exception 'the data branch was made or dropped after this transaction began'
                using errcode = '40001', hint = 'Run the transaction again.';
        end if;
    end loop;
end
$$;

-- Lock data branches of a table that the caller owns against their other writers, as a merge does. 42501
-- for those of other tables: the lock would stop their writers.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.lock_data_branches(p_ids integer[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_foreign integer;
begin
    select b.id into v_foreign
    from pggit.data_branches as b
    where b.id = any (p_ids) and not exists (
        select
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where (n.nspname, c.relname) = (b.schema_name, b.table_name)
            and pg_has_role(pggit_internal.caller(), c.relowner, 'USAGE')
    )
    limit 1;
    if found then
        raise exception 'must be owner of the table of data branch %', v_foreign
            using errcode = '42501', hint = 'Data branches are made, merged and dropped by the table''s owner.';
    end if;
    perform pggit_internal.take_turn(p_ids);
end
$$;

-- Take the turn of a data branch's writer, before each statement that writes one. It cannot be called but
-- through a trigger, and only who may execute it can make one; on another view or table it locks nothing.
-- SECURITY DEFINER: who may write the branch need not be able to write the record.
create or replace function pggit_internal.lock_written_branch()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.take_turn(array[coalesce(
        (
            select b.id from pggit.data_branches as b
            where b.schema_name = tg_table_schema and b.relation_name = tg_table_name
        ),
        0
    )]);
    return null;
end
$$;

-- The writers of a data branch take turns: whoever writes it updates its row in pggit.data_branches without
-- changing it. Under READ COMMITTED the second waits; under REPEATABLE READ and SERIALIZABLE it
-- fails with 40001, because it does not see what the first has written.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.lock_data_branches(p_ids integer[])
returns void
language plpgsql
volatile
security definer
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

-- The trigger before each statement that writes a branch. Nobody can call it but through a trigger, and
-- only who may execute it can make one.
-- SECURITY DEFINER: who may write the branch need not be able to write the record.
create or replace function pggit_internal.lock_written_branch()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.lock_data_branches(array[coalesce(
        (
            select b.id from pggit.data_branches as b
            where b.schema_name = tg_table_schema and b.relation_name = tg_table_name
        ),
        0
    )]);
    return null;
end
$$;

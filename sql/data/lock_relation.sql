-- Locks a table (p_branch_id 0) or the view of a data branch. Where pggit_internal.limit_waiting() set the
-- lock_timeout, without waiting at all: PostgreSQL sees at once that two sessions with locks on one table
-- cannot go on, and would say 40P01. 42704 where the branch was dropped while we waited, for this lock or for
-- one before it.
create or replace function pggit_internal.lock_relation(p_table oid, p_branch_id integer, p_mode text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_branch_id <> 0 and not exists (select from pggit.data_branches as b where b.id = p_branch_id) then
        raise undefined_table;  -- as the lock would be, had the branch been there when we asked
    end if;
    execute format(
        'lock table %s in %s mode%s',
        pggit_internal.data_branch_relation(p_table, p_branch_id),
        p_mode,
        case when current_setting('lock_timeout') = '1ms' then ' nowait' end
    );
exception when undefined_table then
    if p_branch_id = 0 then
        raise;
    end if;
    raise exception 'a data branch of table % was dropped by another session', p_table::regclass
        using errcode = '42704', hint = 'The table pggit.data_branches lists the data branches.';
end
$$;

-- Before a statement writes all rows of a table anew: refuse it where the table has data branches. The rows
-- may become others under the same definition (ALTER COLUMN ... TYPE ... USING), and no trigger would save
-- what they were.
-- SECURITY DEFINER: the branches are kept whatever the statement's role may read.
create or replace function pggit_internal.on_table_rewrite()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_table text;
    v_refusal jsonb;
begin
    if exists (select from pggit.data_branches) then
        select i.identity, pggit_internal.refused_change('table', i.identity) into v_table, v_refusal
        from pg_identify_object('pg_class'::regclass, pg_event_trigger_table_rewrite_oid(), 0) as i;
    end if;
    if v_refusal is not null then
        raise exception '%', pggit_internal.refusal_message(concat_ws(' ', tg_tag, v_table), v_refusal)
            using errcode = '55006', hint = v_refusal ->> 'hint';
    end if;
end
$$;

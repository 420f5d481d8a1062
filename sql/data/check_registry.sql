-- At the end of a transaction: whatever it entered into the registry of data branches must be made and
-- sealed, and whatever it took out sealed as gone. The functions that do so one by one can be called by
-- every writer; the record stays sound whoever calls them.
create or replace function pggit_internal.check_registry()
returns trigger
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.data_branches := coalesce(new, old);
    v_is_there boolean := exists (select from pggit.data_branches as b where b.id = v_branch.id);
begin
    if pggit_internal.is_sealed_data_branch(v_branch.id) <> v_is_there
        or v_is_there and exists (
            select from unnest(array[v_branch.relation_name, v_branch.own_name, v_branch.base_name]) as part (name)
            where to_regclass(format('%I.%I', v_branch.schema_name, part.name)) is null
        )
    then
        raise exception 'data branch % of table %.% is neither there nor gone',
            quote_literal(v_branch.branch_name), v_branch.schema_name, v_branch.table_name
            using errcode = '55000', hint = 'Call pggit.create_data_branch() or pggit.drop_data_branch().';
    end if;
    return null;
end
$$;

do $$
begin
    if not exists (
        select from pg_trigger
        where tgrelid = 'pggit.data_branches'::regclass and tgname = 'check_registry'
    ) then
        create constraint trigger check_registry
            after insert or delete on pggit.data_branches
            deferrable initially deferred
            for each row execute function pggit_internal.check_registry();
    end if;
end
$$;

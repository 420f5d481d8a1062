-- Lets a role call the functions that write the record: commit and branch. It gets no right on tables.
create or replace function pggit.grant_writer(p_role name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_roles where rolname = p_role) then
        raise exception 'there is no role %', coalesce(quote_literal(p_role), 'null')
            using errcode = '42704', hint = 'Create the role first.';
    end if;
    execute format(
        'grant execute on function
            pggit.create_branch(text, text),
            pggit.delete_branch(text, boolean),
            pggit.delete_branch_simple(text),
            pggit.commit_changes(text, text, text),
            pggit.repair(text, boolean)
        to %I',
        p_role
    );
end
$$;
revoke execute on function pggit.grant_writer(name) from public;

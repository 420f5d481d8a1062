-- Lets a role call what writes the record: commit, branch, tag, migrate. It gets no right on tables.
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
            pggit.repair(text, boolean),
            pggit.create_tag(text, text),
            pggit.apply_migration(text, text, text, text),
            pggit.rollback_migration(text),
            pggit.begin_migration(text, text),
            pggit.complete_migration(text),
            pggit.fail_migration(text, text),
            pggit_internal.claim_migration(text),
            pggit_internal.record_applied(text, text, text, text),
            pggit_internal.claim_rollback(text),
            pggit_internal.record_rolled_back(text)
        to %I',
        p_role
    );
end
$$;
revoke execute on function pggit.grant_writer(name) from public;

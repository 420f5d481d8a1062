-- Gives a commit (its ID, a tag or a branch; null: the head of main) a name that stays with it; returns the
-- commit's ID.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.create_tag(p_name text, p_commit text default null)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tag pggit.tags;
begin
    perform pggit_internal.check_branch_name(p_name);
    perform pggit_internal.lock_repository();
    perform pggit_internal.check_new_ref(p_name);
    insert into pggit.tags (name, commit_hash, created_by)
    values (p_name, pggit_internal.resolve_commit(coalesce(p_commit, 'main')), pggit_internal.caller())
    returning * into v_tag;
    perform pggit_internal.seal('tags', v_tag.name, pggit_internal.row_hash(v_tag));
    return v_tag.commit_hash;
end
$$;

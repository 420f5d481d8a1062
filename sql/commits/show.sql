-- What a commit (its ID, a tag or a branch) changed against its first parent; everything, for a first
-- commit. The hashes are those of definitions. A renamed object is dropped under one name and added under
-- the other.
create or replace function pggit.show(p_commit text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_commit text := pggit_internal.resolve_commit(p_commit);
begin
    return query
    select d.*
    from pggit.commits as c
    left join pggit.commits as p on p.hash = c.parent_commit_hash
    cross join lateral pggit_internal.diff_trees(p.tree_hash, c.tree_hash) as d
    where c.hash = v_commit;
end
$$;

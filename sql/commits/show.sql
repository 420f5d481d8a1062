-- Version 0.2.0 had no from_identity, and the columns of a function cannot be replaced.
do $$
begin
    if pg_get_function_result(to_regprocedure('pggit.show(text)')) not like '%from_identity%' then
        drop function pggit.show(text);
    end if;
end
$$;

-- List what a commit (its ID, a tag or a branch) changed against its first parent, in the words of
-- pggit.diff(); everything, for a first commit.
create or replace function pggit.show(p_commit text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text, from_identity text)
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
    cross join lateral pggit_internal.diff(c.parent_commit_hash, c.hash) as d
    where c.hash = v_commit;
end
$$;

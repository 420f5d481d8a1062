-- Return what a name refers to: 'branch' (a live one), 'tag', 'commit' or 'WORKTREE'; null where the name
-- is free. Branches, tags and commit IDs share one name space, so that no ref changes its meaning
-- silently. The caller holds the repository lock: what another session makes after this look would be
-- missed.
create or replace function pggit_internal.ref_kind(p_name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when p_name = 'WORKTREE' then 'WORKTREE'
        when exists (select from pggit.branches as b where b.name = p_name and b.status <> 'DELETED') then 'branch'
        when exists (select from pggit.tags as t where t.name = p_name) then 'tag'
        when exists (select from pggit.commits as c where c.hash = p_name) then 'commit'
    end;
end
$$;

-- Raise 42710 where a new branch or tag cannot have this name, because it refers to something already.
create or replace function pggit_internal.check_new_ref(p_name text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kind text := pggit_internal.ref_kind(p_name);
begin
    if v_kind = 'WORKTREE' then
        raise exception 'the name WORKTREE means the live schema'
            using errcode = '42710', hint = 'Choose another name.';
    elsif v_kind is not null then
        raise exception '% % exists already', v_kind, quote_literal(p_name)
            using errcode = '42710',
                hint = case v_kind
                    when 'branch' then 'Choose another name, or delete the branch first.'
                    when 'tag' then 'A tag does not move: choose another name.'
                    else 'Branches and tags cannot have the name of a commit: choose another name.'
                end;
    end if;
end
$$;

-- Raise 23505 where a new commit cannot have this ID.
create or replace function pggit_internal.check_new_id(p_id text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kind text := pggit_internal.ref_kind(p_id);
begin
    if v_kind is not null then
        raise exception 'Trinity ID % is used already%',
            quote_literal(p_id), case v_kind when 'commit' then '' else format(', as the name of a %s', v_kind) end
            using errcode = '23505', hint = 'Leave the ID out to have a new one generated.';
    end if;
end
$$;

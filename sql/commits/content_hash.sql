-- What seals a commit: its ID, branch, tree, the seals of both parents, message, author and time. To
-- change an old commit unnoticed, one would have to change all that came after it.
create or replace function pggit_internal.content_hash(p_commit pggit.commits)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select pggit_internal.sha256_hex(jsonb_build_array(
        (p_commit).hash,
        (p_commit).branch_id,
        (p_commit).tree_hash,
        (select c.content_hash from pggit.commits as c where c.hash = (p_commit).parent_commit_hash),
        (select c.content_hash from pggit.commits as c where c.hash = (p_commit).merge_parent_hash),
        (p_commit).message,
        (p_commit).author,
        to_char((p_commit).committed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
    )::text)
$$;

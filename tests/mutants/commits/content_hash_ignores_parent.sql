-- promise: commits.content-hash
-- why: The chain is cut: a commit does not cover what came before it.
select pg_temp.edit(
    'pggit_internal.content_hash',
    '(select c.content_hash from pggit.commits as c where c.hash = (p_commit).parent_commit_hash)',
    'null'
);

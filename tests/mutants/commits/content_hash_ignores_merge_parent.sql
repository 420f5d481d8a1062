-- promise: commits.content-hash
-- why: The second parent can be edited unnoticed.
select pg_temp.edit(
    'pggit_internal.content_hash',
    '(select c.content_hash from pggit.commits as c where c.hash = (p_commit).merge_parent_hash)',
    'null'
);

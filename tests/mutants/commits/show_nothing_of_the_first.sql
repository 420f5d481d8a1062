-- promise: commits.log
-- why: A first commit shows nothing: a join drops what has no parent.
select pg_temp.edit(
    'pggit.show',
    'where c.hash = v_commit',
    'where c.hash = v_commit and c.parent_commit_hash is not null'
);

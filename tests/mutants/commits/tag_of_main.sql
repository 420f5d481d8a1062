-- promise: commits.tags
-- why: Whatever commit is named, the head of main is tagged.
select pg_temp.edit('pggit.create_tag', $$coalesce(p_commit, 'main')$$, $$'main'$$);

-- promise: commits.log
-- why: A first commit shows nothing: a join drops what has no parent.
select pg_temp.edit('pggit.show', 'left join pggit.commits as p', 'join pggit.commits as p');

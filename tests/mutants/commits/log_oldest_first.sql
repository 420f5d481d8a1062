-- promise: commits.log
-- why: The log begins with the oldest commit.
select pg_temp.edit('pggit.log', 'order by l.position;', 'order by l.position desc;');

-- promise: commits.log
-- why: The log is sorted by time, and the clock may have jumped.
select pg_temp.edit('pggit.log', 'order by l.position;', 'order by l.committed_at desc;');

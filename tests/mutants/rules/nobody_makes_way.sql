-- promise: rules.reading
-- why: A session with locks waits for one that waits for it, for ever.
select pg_temp.edit('pggit_internal.make_way', $$l.mode = 'AccessExclusiveLock'$$, 'false');

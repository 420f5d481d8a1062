-- promise: versions.trinity-format
-- why: A Trinity ID ends in seven digits instead of eight.
select pg_temp.edit('pggit.generate_trinity_id', '::text, 8)', '::text, 7)');

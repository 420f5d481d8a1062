-- promise: versions.trinity-format
-- why: The time of a Trinity ID is that of the transaction's start.
select pg_temp.edit('pggit.generate_trinity_id', 'clock_timestamp()', 'now()');

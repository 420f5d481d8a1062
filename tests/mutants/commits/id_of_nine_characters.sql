-- promise: commits.custom-id
-- why: A custom ID may be one character too short.
select pg_temp.edit('pggit_internal.is_trinity_id', 'between 10 and 255', 'between 9 and 255');

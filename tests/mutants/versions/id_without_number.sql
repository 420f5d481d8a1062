-- promise: versions.trinity-format
-- why: The number in a Trinity ID is always 1.
select pg_temp.edit(
    'pggit.generate_trinity_id',
    'pggit_internal.new_id()',
    '1'
);

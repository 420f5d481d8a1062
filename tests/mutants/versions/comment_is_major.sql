-- promise: versions.tracking
-- why: A comment is as bad as a dropped column.
select pg_temp.edit(
    'pggit_internal.record_change', $$when p_part like 'comment %' then 'patch'$$, $$when p_part like 'comment %' then 'major'$$
);

-- promise: versions.tracking
-- why: A new index is judged like a constraint.
select pg_temp.edit(
    'pggit_internal.parts_severity',
    $$when p_kind = 'indexes' then case$$,
    $$when p_kind = 'indexes' and false then case$$
);

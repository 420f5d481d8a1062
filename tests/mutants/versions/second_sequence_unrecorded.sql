-- promise: versions.tracking
-- why: A column gets or loses a second sequence, and its table is not recorded.
select pg_temp.edit(
    'pggit_internal.record_owner',
    $$and a.attname = v_owner[3]$$,
    $$and false$$
);

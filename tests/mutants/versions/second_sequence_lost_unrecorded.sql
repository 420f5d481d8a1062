-- promise: versions.tracking
-- why: A column loses a second sequence, and its table is not recorded.
select pg_temp.edit(
    'pggit_internal.record_owner',
    $$v_owner[3]$$,
    $$'no column'$$
);

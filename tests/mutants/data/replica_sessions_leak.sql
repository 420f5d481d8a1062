-- promise: data.isolation
-- why: What a session with session_replication_role = replica writes to the table is seen on its
--     branches.
select pg_temp.edit(
    'pggit_internal.make_save_triggers',
    $$'alter table %s enable always trigger %I, enable always trigger %I, '
        'enable always trigger %I, enable always trigger %I'$$,
    $$'alter table %s enable trigger %I, enable trigger %I, enable trigger %I, enable trigger %I'$$
);
select pg_temp.edit(
    'pggit_internal.make_row_trigger', 'alter table %s enable replica trigger %I', 'alter table %s enable trigger %I'
);
select pg_temp.edit('pggit_internal.routine_defects', 'or t.tgenabled <> case', $$or null <> case$$);

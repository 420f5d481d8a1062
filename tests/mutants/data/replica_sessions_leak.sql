-- promise: data.isolation
-- why: What a session with session_replication_role = replica writes to the table is seen on its
--     branches.
select pg_temp.edit(
    'pggit_internal.make_save_triggers',
    $$'alter table %s enable always trigger %I, enable always trigger %I, '
        'enable always trigger %I, enable always trigger %I'$$,
    $$'alter table %s enable trigger %I, enable trigger %I, enable trigger %I, enable trigger %I'$$
);
select pg_temp.edit('pggit_internal.save_body', $$if tg_level = 'ROW' then$$, $$if tg_level = 'ROW' then return null;$$);
select pg_temp.edit('pggit_internal.routine_defects', 'or t.tgenabled <> case', 'or null <> case');
select pg_temp.edit(
    'pggit_internal.trigger_definitions',
    $$t.tgenabled = case t.tgtype::integer & 1 when 1 then 'R' else 'A' end::"char"$$,
    'true'
);

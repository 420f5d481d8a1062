-- promise: data.isolation
-- why: What a subscription applies is seen on the table's branches.
select pg_temp.edit('pggit_internal.save_body', $$if tg_level = 'ROW' then$$, $$if tg_level = 'ROW' then return null;$$);

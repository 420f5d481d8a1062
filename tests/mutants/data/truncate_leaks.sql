-- promise: data.isolation
-- why: TRUNCATE of the table empties its branches.
select pg_temp.edit('pggit_internal.save_body', $$if tg_op = 'TRUNCATE' then$$, 'if false then');

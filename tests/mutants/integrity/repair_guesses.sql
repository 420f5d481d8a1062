-- promise: integrity.repair
-- why: repair takes a row that somebody edited for the truth, and seals it.
select pg_temp.edit(
    'pggit_internal.mend',
    $$        when 'unused_statement' then$$,
    $$        when 'sealed_row' then
            perform pggit_internal.seal_all();
        when 'unused_statement' then$$
);
alter function pggit_internal.remedies() rename to true_remedies;
create function pggit_internal.remedies()
returns table (check_name text, remedy text)
language sql
stable
begin atomic
    select r.check_name, case r.check_name when 'sealed_row' then 'seal it' else r.remedy end
    from pggit_internal.true_remedies() as r;
end;

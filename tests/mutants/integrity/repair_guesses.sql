-- promise: integrity.repair
-- why: repair takes a row that somebody edited for the truth, and seals it.
select pg_temp.edit(
    'pggit_internal.mend',
    $$        when 'unused_statement' then$$,
    $$        when 'sealed_row' then
            perform pggit_internal.seal_all();
        when 'unused_statement' then$$
);
do $$
begin
    execute 'create or replace view pggit_internal.remedies as select r.check_name,'
        ' case r.check_name when ''sealed_row'' then ''seal it'' else r.remedy end as remedy from ('
        || rtrim(pg_get_viewdef('pggit_internal.remedies'::regclass), ';') || ') as r';
end
$$;

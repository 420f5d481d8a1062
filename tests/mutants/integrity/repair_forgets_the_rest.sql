-- promise: integrity.repair
-- why: Damage that repair cannot mend is not named.
select pg_temp.edit(
    'pggit.repair',
    'where p_check_name is null or',
    'where r.remedy is not null and p_check_name is null or'
);

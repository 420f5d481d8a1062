-- promise: rules.baseline
-- why: Tables that are there already are not recorded.
do $$
begin
    if not exists (select from pggit_internal.statements as s where s.ddl <> 'baseline') then
        truncate pggit_internal.history, pggit_internal.statements, pggit_internal.objects,
            pggit_internal.pending;
    end if;
end
$$;

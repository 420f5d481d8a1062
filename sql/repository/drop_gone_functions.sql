-- Drop the functions that this version no longer has, and the views: it has none. Those that it has were
-- made or replaced by this transaction, or by one of its subtransactions: psql makes one for each statement
-- under ON_ERROR_ROLLBACK.
do $$
declare
    v_view regclass;
    v_function regprocedure;
begin
    for v_view in
        select c.oid
        from pg_class as c
        where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace) and c.relkind = 'v'
    loop
        execute format('drop view %s', v_view);
    end loop;
    for v_function in
        select p.oid
        from pg_proc as p
        where p.pronamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
            and age(p.xmin) > age(pg_current_xact_id()::xid)
    loop
        execute format('drop routine %s', v_function);
    end loop;
end
$$;

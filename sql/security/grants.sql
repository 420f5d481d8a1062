-- Everybody may read the record; nobody but the owner may write it, directly or through a function.
grant usage on schema pggit, pggit_internal to public;
grant select on all tables in schema pggit, pggit_internal to public;

do $$
declare
    v_function text;
begin
    foreach v_function in array pggit_internal.writing_functions() loop
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;

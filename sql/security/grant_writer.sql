-- Lets a role call what writes the record (pggit_internal.writing_functions). It gets no right on tables.
create or replace function pggit.grant_writer(p_role name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_function text;
begin
    if not exists (select from pg_roles where rolname = p_role) then
        raise exception 'there is no role %', coalesce(quote_literal(p_role), 'null')
            using errcode = '42704', hint = 'Create the role first.';
    end if;
    foreach v_function in array pggit_internal.writing_functions() loop
        execute format('grant execute on function %s to %I', v_function, p_role);
    end loop;
end
$$;

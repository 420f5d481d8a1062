-- Everybody may read the record; nobody but the owner may write it, directly or through a function. Said
-- of functions too: the owner's default privileges may be others than PostgreSQL's. What is there already
-- keeps its rights: an installation that was closed to PUBLIC stays so. Writers of the version before are
-- writers of this one.
do $$
declare
    v_is_first boolean := not exists (select from pggit_internal.repository);
    v_closed regprocedure[] := pggit_internal.writing_functions() || 'pggit.grant_writer(name)'::text;
    v_new record;
begin
    if v_is_first then
        grant usage on schema pggit, pggit_internal to public;
    end if;
    for v_new in
        select c.oid::regclass as name
        from pg_class as c
        where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
            and c.relkind in ('r', 'v')
            and (v_is_first or c.relacl is null)
    loop
        execute format('grant select on table %s to public', v_new.name);
    end loop;
    for v_new in
        select p.oid::regprocedure as name, p.oid = any (v_closed) as is_closed
        from pg_proc as p
        where p.pronamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
            and (v_is_first or p.proacl is null)
    loop
        if v_new.is_closed then
            execute format('revoke execute on function %s from public', v_new.name);
        else
            execute format('grant execute on function %s to public', v_new.name);
        end if;
    end loop;

    perform pggit.grant_writer(writer.name::name)
    from jsonb_array_elements_text(
        coalesce(nullif(current_setting('pggit.writers', true), ''), '[]')::jsonb
    ) as writer (name);
end
$$;

-- What mutants edit pggit with. In pg_temp: gone with the session, and pggit does not track it.

-- A function with p_new in place of p_old. Where p_old is not there exactly once, the source has moved on and
-- the mutant is void.
create or replace function pg_temp.edit(p_function regproc, p_old text, p_new text)
returns void
language plpgsql
as $$
declare
    v_definition text := pg_get_functiondef(p_function);
    v_times integer := (length(v_definition) - length(replace(v_definition, p_old, ''))) / length(p_old);
begin
    if v_times <> 1 then
        raise exception '% holds % times what the mutant replaces: %', p_function, v_times, p_old;
    end if;
    execute replace(v_definition, p_old, p_new);
end
$$;

-- A function with p_new in place of every p_old: for a variable that gets another name.
create or replace function pg_temp.rename(p_function regproc, p_old text, p_new text)
returns void
language plpgsql
as $$
declare
    v_definition text := pg_get_functiondef(p_function);
begin
    if strpos(v_definition, p_old) = 0 then
        raise exception '% does not hold what is renamed: %', p_function, p_old;
    end if;
    execute replace(v_definition, p_old, p_new);
end
$$;

-- Every function of a name in schema pggit returns null, or no rows, and does nothing.
create or replace function pg_temp.answer_null(p_name text)
returns void
language plpgsql
as $$
declare
    v_function oid;
begin
    for v_function in
        select p.oid from pg_proc as p where p.pronamespace = 'pggit'::regnamespace and p.proname = p_name
    loop
        execute (
            select format(
                'create or replace function %s(%s) returns %s language plpgsql as %L',
                p.oid::regproc, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
                case when p.proretset or p.prorettype = 'void'::regtype
                    then 'begin return; end' else 'begin return null; end' end
            )
            from pg_proc as p
            where p.oid = v_function
        );
    end loop;
    if not found then
        raise exception 'there is no function pggit.%', p_name;
    end if;
end
$$;

-- fsck takes pggit's own tables for what they are now: for mutants that take a constraint away, and leave it
-- to the tests to notice what it was good for.
create or replace function pg_temp.own_tables_are_fine()
returns void
language plpgsql
as $$
begin
    update pggit_internal.own_tables as t
    set definition_hash = pggit_internal.sha256_hex(
        pggit_internal.definition('pg_class'::regclass, t.table_name::regclass)::text
    );
end
$$;

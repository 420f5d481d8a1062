-- Return renames in an order that never gives a name which something still has: two that swap go by way of a
-- third. p_from and p_to are names; p_spare the third ones; p_taken all names that exist.
create or replace function pggit_internal.rename_moves(
    p_from text[], p_to text[], p_spare text[], p_taken text[]
)
returns table (old_name text, new_name text)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from text[] := p_from;
    v_to text[] := p_to;
    v_spare text[] := p_spare;
    v_taken text[] := p_taken;
    v_free integer;
begin
    while cardinality(v_from) > 0 loop
        select i into v_free
        from generate_subscripts(v_from, 1) as i
        where v_to[i] <> all (v_taken)
        limit 1;
        if v_free is null then
            if v_to[1] <> all (v_from) then
                raise exception 'no rename makes room for %', v_to[1]
                    using errcode = 'VC005',
                        hint = 'This is a defect of pggit. Please report it, with what pggit.diff() returns.';
            end if;
            old_name := v_from[1];
            new_name := v_spare[1];
            v_from[1] := new_name;
            return next;
            v_taken := array_remove(v_taken, old_name) || new_name;
            continue;
        end if;
        old_name := v_from[v_free];
        new_name := v_to[v_free];
        return next;
        v_taken := array_remove(v_taken, old_name) || new_name;
        v_from := v_from[:v_free - 1] || v_from[v_free + 1:];
        v_to := v_to[:v_free - 1] || v_to[v_free + 1:];
        v_spare := v_spare[:v_free - 1] || v_spare[v_free + 1:];
    end loop;
end
$$;

-- Return the statements that give an object another identity.
create or replace function pggit_internal.rename_statement(p_object_type text, p_from text, p_to text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_what constant text := case
        when p_object_type in ('function', 'procedure', 'aggregate') then 'routine' else p_object_type
    end;
    -- The types of a routine's arguments have their new names already.
    v_arguments constant text := substr(p_to, length(pggit_internal.mentionable(p_to)) + 1);
    v_from constant text := pggit_internal.mentionable(p_from) || v_arguments;
    v_name constant text := pggit_internal.own_name(pggit_internal.mentionable(p_from));
    v_new constant text := pggit_internal.own_name(pggit_internal.mentionable(p_to));
    v_old_schema constant text := pggit_internal.schema_of(p_from);
    v_new_schema constant text := pggit_internal.schema_of(p_to);
    v_moved constant text := v_new_schema || substr(v_from, length(v_old_schema) + 1);
begin
    if p_object_type = 'schema' then
        return array[format(
            'alter schema %s rename to %s', pggit_internal.runnable(p_from), pggit_internal.runnable(p_to)
        )];
    end if;
    return array_remove(array[
        case when v_old_schema <> v_new_schema then format(
            'alter %s %s set schema %s', v_what, pggit_internal.runnable(v_from),
            pggit_internal.runnable(v_new_schema)
        ) end,
        case when v_name <> v_new then format(
            'alter %s %s rename to %s', v_what, pggit_internal.runnable(v_moved),
            pggit_internal.runnable(v_new)
        ) end
    ], null);
end
$$;

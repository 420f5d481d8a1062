-- pggit: what users call and read. pggit_internal: everything else, free to change between versions.
do $$
declare
    v_foreign text;
begin
    if not (select r.rolsuper from pg_roles as r where r.rolname = current_user) then
        raise exception 'role % cannot install pggit', quote_literal(current_user)
            using errcode = '42501', hint = 'Event triggers need a superuser: install as one.';
    end if;

    -- Concurrent installations take turns: the second waits, and then finds everything there. Only a
    -- superuser can lock this row. Any user could hold an advisory lock, and the owner of a database
    -- could hold a lock on one of its catalogs by an ANALYZE in an open transaction.
    perform from pg_namespace as n where n.nspname = 'pg_catalog' for update;

    -- Somebody else's table of that name could carry a trigger, which would run with our rights.
    select string_agg(o.object, ', ') into v_foreign
    from (
        select n.nspname::text as object, n.oid as schema, n.nspowner as owner from pg_namespace as n
        union all
        select c.oid::regclass::text, c.relnamespace, c.relowner from pg_class as c
        union all
        select p.oid::regprocedure::text, p.pronamespace, p.proowner from pg_proc as p
    ) as o
    join pg_namespace as n on n.oid = o.schema
    where n.nspname in ('pggit', 'pggit_internal')
        and o.owner <> (select r.oid from pg_roles as r where r.rolname = current_user);
    if v_foreign is not null then
        raise exception 'schemas pggit and pggit_internal hold what others own: %', v_foreign
            using errcode = '42501', hint = 'Drop it, or install as the role that owns pggit.';
    end if;

    -- Over an installation in use: whoever writes the record takes one of these first, in this order, so
    -- nobody waits in a circle with what is done to the tables from here on.
    if to_regclass('pggit_internal.repository') is not null then
        lock table
            pggit_internal.migration_lock, pggit.data_branches, pggit_internal.objects,
            pggit_internal.repository
        in exclusive mode;
    end if;
end
$$;

create schema if not exists pggit;
create schema if not exists pggit_internal;

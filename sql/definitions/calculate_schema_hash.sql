-- sha256 of a table's logical definition, 64 hex digits; null for a name that is no table.
-- A one-liner, because it must see the caller's search_path: names and operators are all qualified.
create or replace function pggit.calculate_schema_hash(p_table text)
returns text
language sql
stable
as $$
    select l.definition_hash
    from pggit_internal.find_object(p_table, pg_catalog.current_schemas(true)) as o
    join pg_catalog.pg_class as c
        on c.oid operator(pg_catalog.=) o.objid
        and o.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    cross join lateral pggit_internal.look_at(
        o.classid, o.objid, pg_catalog.current_setting('lock_timeout')
    ) as l
    where c.relkind operator(pg_catalog.=) any (array['r', 'p']::pg_catalog."char"[])
$$;

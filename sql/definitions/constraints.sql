-- The constraints of a table or domain by name. NOT NULL is a property of the column: PostgreSQL 18 also
-- keeps it in pg_constraint, older servers do not. The table's own name does not count, so a foreign
-- key to itself refers to "self".
create or replace function pggit_internal.constraint_definitions(p_relation oid, p_domain oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(
        c.conname,
        jsonb_strip_nulls(jsonb_build_object(
            'definition', case
                when c.contype = 'f' and c.confrelid = c.conrelid then replace(
                    pg_get_constraintdef(c.oid),
                    ' REFERENCES ' || c.confrelid::regclass::text || '(',
                    ' REFERENCES self('
                )
                else pg_get_constraintdef(c.oid)
            end,
            'comment', obj_description(c.oid, 'pg_constraint')
        ))
    ), '{}')
    from pg_constraint as c
    where c.conrelid = p_relation and c.contypid = p_domain and c.contype in ('p', 'u', 'f', 'c', 'x')
        -- A foreign key to a partitioned table has a copy for each partition, which comes and goes with it.
        and not exists (
            select from pg_constraint as whole
            where whole.oid = c.conparentid and whole.conrelid = c.conrelid
        )
$$;

-- A sequence's parameters, and the column that it goes with. Its current value is data.
create or replace function pggit_internal.sequence_definition(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'type', format_type(s.seqtypid, null),
            'start', s.seqstart,
            'increment', s.seqincrement,
            'minimum', s.seqmin,
            'maximum', s.seqmax,
            'cache', s.seqcache,
            'cycle', s.seqcycle,
            'owned_by', (
                select d.refobjid::regclass::text || '.' || quote_ident(a.attname)
                from pg_depend as d
                join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
                    and d.refclassid = 'pg_class'::regclass and d.deptype = 'a'
            ),
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = s.seqrelid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
            )
        ))
        from pg_sequence as s
        where s.seqrelid = p_relation
    );
end
$$;

-- A sequence's parameters. Its current value is data.
create or replace function pggit_internal.sequence_definition(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'type', format_type(s.seqtypid, null),
        'start', s.seqstart,
        'increment', s.seqincrement,
        'minimum', s.seqmin,
        'maximum', s.seqmax,
        'cache', s.seqcache,
        'cycle', s.seqcycle,
        'comment', obj_description(s.seqrelid, 'pg_class')
    ))
    from pg_sequence as s
    where s.seqrelid = p_relation
$$;

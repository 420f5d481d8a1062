-- Return the live sequence that a column takes its numbers from, as its identity or as its own; null for
-- none.
create or replace function pggit_internal.live_numbers(p_relation oid, p_column text)
returns oid
language sql
stable
return (
    select s.oid
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
        and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
    where a.attrelid = p_relation and a.attname = p_column
    limit 1
);

-- Return the statements that give the value and the rights of a live sequence to the one from which a
-- column takes its numbers afterwards. p_sequence: "sequence public.s"; null for an identity's, whose name
-- is the server's.
create or replace function pggit_internal.kept_numbers(
    p_column pggit_internal.node, p_live oid, p_sequence text
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    c_unnamed constant text := 'sequence pggit_internal.unnamed';
    v_relation constant text := pggit_internal.object_identity(p_column.object);
    v_statement text;
begin
    for v_statement in
        select s from pggit_internal.kept_of_object(
            row(coalesce(p_sequence, c_unnamed), 'sequence', '', null, '{}', null, null)::pggit_internal.node,
            'again', 'pg_class'::regclass, p_live
        ) as s
    loop
        return next case
            when p_sequence is not null then v_statement
            else format('do %L', format(
                'begin execute replace(%L, %L, pg_catalog.pg_get_serial_sequence(%L, %L)); end',
                v_statement, pggit_internal.object_identity(c_unnamed), v_relation, p_column.name
            ))
        end;
    end loop;
end
$$;

-- How rows are kept, which no definition holds: what gives it back to a relation, column or index made again.

-- Return the parameters of a live relation as SET takes them, null for none; p_prefix "toast." for its
-- TOAST table.
create or replace function pggit_internal.parameters(p_options text[], p_prefix text)
returns text
language sql
immutable
return (
    select string_agg(
        format('%s%s = %L', p_prefix, split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', '
    )
    from unnest(p_options) as o
);

-- Return the statements that give a table, materialized view or index the parameters and the place of a live
-- one. A view's options belong to its definition.
create or replace function pggit_internal.kept_storage(p_kind text, p_identity text, p_relation oid)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_alter constant text := format('alter %s %s', p_kind, p_identity);
begin
    return query
    select s.statement
    from pg_class as c
    left join pg_class as t on t.oid = c.reltoastrelid
    left join pg_tablespace as place on place.oid = c.reltablespace
    left join pg_am as a on a.oid = c.relam
    cross join lateral (values
        (v_alter || ' set (' || concat_ws(
            ', ', pggit_internal.parameters(c.reloptions, ''),
            pggit_internal.parameters(t.reloptions, 'toast.')
        ) || ')', c.reloptions is not null or t.reloptions is not null),
        (v_alter || ' set unlogged', c.relkind = 'r' and c.relpersistence = 'u'),
        (v_alter || ' set access method ' || quote_ident(a.amname),
            c.relkind in ('r', 'm') and a.amname <> current_setting('default_table_access_method')),
        (v_alter || ' set tablespace ' || quote_ident(place.spcname), place.spcname is not null),
        (v_alter || ' replica identity ' || case c.relreplident when 'f' then 'full' else 'nothing' end,
            c.relkind in ('r', 'p') and c.relreplident in ('f', 'n'))
    ) as s (statement, is_kept)
    where c.oid = p_relation and s.is_kept;
end
$$;

-- Return the statements that give a column how a live one is kept: statistics, storage, compression, rights.
-- p_what: "table public.t", which has the new column.
create or replace function pggit_internal.kept_column(
    p_target text, p_name text, p_relation oid, p_old_name text
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_target);
    v_column constant text := format(
        'alter %s %s alter column %s', pggit_internal.object_type(p_target), v_identity,
        pggit_internal.quoted(p_name)
    );
    v_live record;
begin
    select a.*, t.typstorage, c.relowner, c.relkind into v_live
    from pg_attribute as a
    join pg_type as t on t.oid = a.atttypid
    join pg_class as c on c.oid = a.attrelid
    where a.attrelid = p_relation and a.attname = p_old_name;
    if not found then
        return;
    end if;
    return query
    select s.statement
    from (values
        (v_column || ' set statistics ' || v_live.attstattarget,
            v_live.attstattarget >= 0 and v_live.relkind <> 'v'),
        (
            v_column || ' set (' || pggit_internal.parameters(v_live.attoptions, '') || ')',
            v_live.attoptions is not null
        ),
        (v_column || ' set storage ' || case v_live.attstorage
            when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended'
        end, v_live.attstorage <> v_live.typstorage and v_live.relkind <> 'v'),
        (v_column || ' set compression ' || case v_live.attcompression when 'p' then 'pglz' else 'lz4' end,
            v_live.attcompression <> '')
    ) as s (statement, is_kept)
    where s.is_kept;
    return query
    select g from pggit_internal.grants(
        v_live.attacl, v_live.relowner, array(select e.grantee from aclexplode(v_live.attacl) as e),
        'table ' || v_identity, format('(%s)', pggit_internal.quoted(p_name))
    ) as g;
    return query select l from pggit_internal.kept_labels(
        format('column %s.%s', v_identity, pggit_internal.quoted(p_name)),
        'pg_class'::regclass, p_relation, v_live.attnum
    ) as l;
end
$$;

-- Return the statements that give an index, or the index of a constraint, what a live one has.
create or replace function pggit_internal.kept_index(p_target text, p_name text, p_relation oid)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_relation constant text := pggit_internal.sql_name(p_target);
    v_kind constant text := pggit_internal.object_type(p_target);
    v_index constant oid := pggit_internal.live_index(p_relation, p_name);
    v_identity constant text := pggit_internal.schema_of(v_relation) || '.' || pggit_internal.quoted(p_name);
begin
    return query select s from pggit_internal.kept_storage('index', v_identity, v_index) as s;
    return query
    select format('alter index %s alter column %s set statistics %s', v_identity, a.attnum, a.attstattarget)
    from pg_attribute as a
    where a.attrelid = v_index and a.attstattarget >= 0
    order by a.attnum;
    return query
    select s.statement
    from pg_index as i
    cross join lateral (values
        (
            format('alter %s %s cluster on %s', v_kind, v_relation, pggit_internal.quoted(p_name)),
            i.indisclustered
        ),
        (format('alter table %s replica identity using index %s', v_relation, pggit_internal.quoted(p_name)),
            i.indisreplident)
    ) as s (statement, is_kept)
    where i.indexrelid = v_index and s.is_kept;
end
$$;

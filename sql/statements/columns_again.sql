-- Columns that are made again, or get another type, with their values.

-- Return the statements that make a column once more, at the end of the table, with its values. It is made
-- under another name, so that history has the old one under its name to the end; and filled by ALTER, for
-- which no trigger fires. p_way: of pggit_internal.casts(), where its type has stepped aside.
create or replace function pggit_internal.column_remake(
    p_from pggit_internal.node, p_to pggit_internal.node, p_way text
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_to.object);
    v_name constant text := pggit_internal.quoted(p_to.name);
    v_node pggit_internal.node := p_to;
    v_new text;
    -- Values come before what keeps them out.
    v_filled constant boolean := p_to.facts ? 'not_null';
begin
    v_node.name := pggit_internal.stand_in(p_to.name, 'new');
    v_new := pggit_internal.quoted(v_node.name);
    v_node.facts := v_node.facts || jsonb_build_object('name', v_node.name);
    if v_filled then
        v_node.facts := v_node.facts - '{not_null,identity}'::text[];
    end if;
    return array_remove(
        pggit_internal.part_creation(v_node, '{}')
        || format(
            'alter table %s alter column %s type %s%s using %s%s', v_identity, v_new,
            pggit_internal.runnable(p_to.facts ->> 'type'), ' collate ' || (p_to.facts ->> 'collation'),
            v_name,
            pggit_internal.casts(p_from.facts ->> 'type', p_to.facts ->> 'type', p_way)
        )
        || format('alter table %s drop column %s', v_identity, v_name)
        || format('alter table %s rename column %s to %s', v_identity, v_new, v_name)
        || case when v_filled
            then format('alter table %s alter column %s set not null', v_identity, v_name)
        end
        || case when v_filled then pggit_internal.identity_creation(p_to) end,
        null
    );
end
$$;

-- Return the statement that gives a column another type by a cast; p_type "text" is text[] for an array.
create or replace function pggit_internal.retyping(p_column pggit_internal.node, p_type text)
returns text
language sql
immutable
return format(
    'alter table %s alter column %s type %s using %2$s::%3$s',
    pggit_internal.sql_name((p_column).object), pggit_internal.quoted((p_column).name),
    p_type || case when p_type = 'text' and (p_column).facts ->> 'type' like '%[]' then '[]' else '' end
);

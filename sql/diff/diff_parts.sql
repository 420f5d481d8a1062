-- List what an object is made of as people see it: a column, label or attribute, a constraint, a comment, or
-- one of the object's properties (query, body, row security), with its definition as SQL or in words.
-- position: among the columns, labels or attributes.
create or replace function pggit_internal.readable_parts(p_object_type text, p_identity text, p_hash text)
returns table (part text, part_name text, part_position integer, definition text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return query
    select p.part, p.part_name, p.part_position::integer, p.definition
    from pggit_internal.nodes_of(p_object_type, p_identity, p_hash) as n
    cross join lateral (
        select
            case n.kind when 'parent' then 'parent' else n.kind end,
            case when n.kind <> 'comment' or n.facts ->> 'on' <> p_object_type then nullif(n.name, '') end,
            n.position,
            case n.kind
                when 'column' then pggit_internal.column_text(n.facts, p_identity)
                when 'default' then pggit_internal.runnable(
                    n.facts ->> 'expression', pggit_internal.own_name(p_identity)
                )
                when 'comment' then n.facts ->> 'comment'
                when 'constraint' then pggit_internal.constraint_text(n.facts, p_identity)
                when 'owned by' then n.facts ->> 'column'
                else array_to_string(pggit_internal.part_creation(n, '{}'), e';\n')
            end
        where n.kind <> p_object_type
        union all
        select 'label', l.value, l.ordinality, quote_literal(l.value)
        from jsonb_array_elements_text(n.facts -> 'labels') with ordinality as l
        where n.kind = p_object_type
        union all
        select
            case p_object_type when 'type' then 'attribute' else 'column' end,
            c.value ->> 'name', c.ordinality,
            pggit_internal.column_text(c.value, p_identity)
        from jsonb_array_elements(n.facts -> 'columns') with ordinality as c
        where n.kind = p_object_type
        union all
        select replace(f.key, '_', ' '), null, null, f.value #>> '{}'
        from jsonb_each(n.facts - '{labels,columns}'::text[]) as f
        where n.kind = p_object_type
    ) as p (part, part_name, part_position, definition)
    -- Those of a view are in its nodes too.
    where not (n.kind = 'column' and p_object_type in ('view', 'materialized view'));
end
$$;

-- Return the statements that make an object, as one text; null for the hash null.
create or replace function pggit_internal.creation_of(p_object_type text, p_identity text, p_hash text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return (
        select string_agg(s.statement, e';\n' order by s.step)
        from (
            select array_agg(n::pggit_internal.node) as nodes
            from pggit_internal.nodes_of(p_object_type, p_identity, p_hash) as n
        ) as object
        cross join lateral pggit_internal.build_plan('{}', object.nodes, '[]') as s
        where p_hash is not null
    );
end
$$;

-- List the parts in which one object differs between two refs. p_renames: the names that its columns, labels
-- or attributes have in the second, {"old": "new"}. A part that only moved is in the row "order".
create or replace function pggit_internal.changed_parts(
    p_object_type text, p_from_identity text, p_from_hash text, p_to_identity text, p_to_hash text,
    p_renames jsonb
)
returns table (part text, part_name text, change text, from_definition text, to_definition text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with
    source as materialized (
        select
            s.*,
            case
                when s.part in ('column', 'label', 'attribute')
                    then coalesce(p_renames ->> s.part_name, s.part_name)
                else s.part_name
            end as new_name
        from pggit_internal.readable_parts(p_object_type, p_from_identity, p_from_hash) as s
    ),
    target as materialized (
        select t.* from pggit_internal.readable_parts(p_object_type, p_to_identity, p_to_hash) as t
    ),
    both_sides as materialized (
        select
            coalesce(s.part, t.part) as part, coalesce(t.part_name, s.part_name) as part_name,
            s.part as from_part, t.part as to_part, s.part_name as old_name,
            s.part_position as from_position, t.part_position as to_position,
            s.definition as from_definition, t.definition as to_definition
        from source as s
        full join target as t on t.part = s.part and coalesce(t.part_name, '') = coalesce(s.new_name, '')
    ),
    orders as (
        select
            b.part,
            string_agg(quote_ident(b.old_name), ', ' order by b.from_position) as from_order,
            string_agg(quote_ident(b.part_name), ', ' order by b.to_position) as to_order,
            array_agg(b.part_name order by b.from_position)
                <> array_agg(b.part_name order by b.to_position) as is_other
        from both_sides as b
        where b.part in ('column', 'label', 'attribute') and b.from_part is not null and b.to_part is not null
        group by b.part
    )
    select
        b.part, b.part_name,
        case
            when b.from_part is null then 'added' when b.to_part is null then 'dropped'
            when b.old_name <> b.part_name then 'renamed' else 'modified'
        end,
        b.from_definition, b.to_definition
    from both_sides as b
    where b.from_part is null or b.to_part is null or b.from_definition is distinct from b.to_definition
    union all
    select 'order', o.part || 's', 'modified', o.from_order, o.to_order
    from orders as o
    where o.is_other;
end
$$;

-- List in which parts the objects of pggit.diff() differ, for people. An object that is new or gone has one
-- row, without a part and with the statements that make it; a renamed one has a row with both names, and
-- those of its parts.
create or replace function pggit.diff_parts(p_from text, p_to text)
returns table (
    object_type text, identity text, part text, part_name text, change text, from_definition text,
    to_definition text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off  -- compiling takes longer than the queries
as $$
declare
    v_from constant text := coalesce(p_from, 'main');
    v_to constant text := coalesce(p_to, 'main');
begin
    return query
    with
    changed as materialized (
        select d.*, coalesce(d.from_identity, d.identity) as old_identity
        from pggit_internal.diff(v_from, v_to) as d
    ),
    renames as materialized (
        select r.* from pggit_internal.renamed_objects(v_from, v_to) as r
    )
    select p.*
    from (
        select
            c.object_type, c.identity, null::text, null::text, c.change,
            pggit_internal.creation_of(c.object_type, c.identity, c.from_hash),
            pggit_internal.creation_of(c.object_type, c.identity, c.to_hash)
        from changed as c
        where c.change in ('added', 'dropped')
        union all
        select c.object_type, c.identity, null, null, c.change, c.old_identity, c.identity
        from changed as c
        where c.change = 'renamed'
        union all
        select c.object_type, c.identity, part.*
        from changed as c
        left join renames as r
            on r.object_type = c.object_type and r.from_identity = c.old_identity
                and r.to_identity = c.identity
        cross join lateral pggit_internal.changed_parts(
            c.object_type, c.old_identity, c.from_hash, c.identity, c.to_hash, coalesce(r.parts, '{}')
        ) as part
        where c.change in ('modified', 'renamed')
    ) as p (object_type, identity, part, part_name, change, from_definition, to_definition)
    order by
        p.identity collate "C", p.object_type collate "C", p.part is not null, p.part collate "C",
        p.part_name collate "C";
end
$$;

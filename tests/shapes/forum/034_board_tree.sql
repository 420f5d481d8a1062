create view board_tree as
with recursive tree as (
    select id, title, parent_id, array[position] as path from boards where parent_id is null
    union all
    select b.id, b.title, b.parent_id, t.path || b.position from boards b join tree t on b.parent_id = t.id
)
select id, repeat('  ', cardinality(path) - 1) || title as title from tree order by path;

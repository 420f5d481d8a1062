-- What history calls the step from one definition to another under the same name: COMMENT where nothing
-- but comments differ, RENAME where columns or labels changed their names, else ALTER. As many columns as
-- before with other names can only be a rename: a statement that drops one comes with the tag DROP first.
create or replace function pggit_internal.change_type(p_command_tag text, p_old jsonb, p_new jsonb)
returns text
language sql
immutable
return case
    when p_command_tag = 'COMMENT' then 'COMMENT'
    when p_command_tag like 'ALTER %' and (
        p_old -> 'columns' <> p_new -> 'columns'
        and jsonb_array_length(p_old -> 'columns') = jsonb_array_length(p_new -> 'columns')
        and jsonb_path_query_array(p_old, '$.columns[*].name')
            <> jsonb_path_query_array(p_new, '$.columns[*].name')
        or p_old -> 'labels' <> p_new -> 'labels'
        and jsonb_array_length(p_old -> 'labels') = jsonb_array_length(p_new -> 'labels')
    ) then 'RENAME'
    else 'ALTER'
end;

-- What a RENAME renamed within the object: {"old": "new"}, null for nothing.
create or replace function pggit_internal.renames(p_old jsonb, p_new jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(r.old, r.new)
        from jsonb_array_elements(coalesce(p_old -> 'labels', jsonb_path_query_array(p_old, '$.columns[*].name')))
            with ordinality as o (name, position)
        join jsonb_array_elements(coalesce(p_new -> 'labels', jsonb_path_query_array(p_new, '$.columns[*].name')))
            with ordinality as n (name, position) on n.position = o.position and n.name <> o.name
        cross join lateral (select o.name #>> '{}', n.name #>> '{}') as r (old, new)
    );
end
$$;

-- Refuse the objects of p_argument where one has data branches: {"tag": ..., "objects": [[type,
-- identity], ...]}.
create or replace function pggit_internal.refused_as_branched(p_argument jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.refuse_branched_change(o.object ->> 0, o.object ->> 1, p_argument ->> 'tag')
    from jsonb_array_elements(p_argument -> 'objects') as o (object);
    return null;
end
$$;

-- Refuse a change of an object that has data branches, or whose parents have: rows of a child are rows of its
-- parent.
create or replace function pggit_internal.refuse_branched(
    p_object_type text, p_identity text, p_parents jsonb, p_command_tag text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_argument constant jsonb := jsonb_build_object(
        'tag', p_command_tag,
        'objects', coalesce(
            (
                select jsonb_agg(jsonb_build_array('table', parent.identity))
                from jsonb_array_elements_text(p_parents) as parent (identity)
            ),
            '[]'
        ) || jsonb_build_array(jsonb_build_array(p_object_type, p_identity))
    );
begin
    if pggit_internal.has_old_snapshot() then
        perform pggit_internal.by_latest_snapshot('branched', v_argument);
    else
        perform pggit_internal.refused_as_branched(v_argument);
    end if;
end
$$;

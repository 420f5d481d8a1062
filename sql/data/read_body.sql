-- The body of the function that reads a data branch: its own rows, then its source's as they were at the
-- branch point, then those that the source has not changed since. The planner puts it in the place of a call,
-- so that indexes are used and the reader's rights count. (A view would do the same, but would depend on the
-- table.) It is read under the caller's search_path: every name is qualified.
create or replace function pggit_internal.read_body(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        $body$
select %4$s from %1$s as o where not o.%3$s
union all
select %5$s from %2$s as b where not b.%3$s and not exists (select from %1$s as o where %8$s)
union all
select %6$s from only %7$s as s
where not exists (select from %1$s as o where %9$s) and not exists (select from %2$s as b where %10$s)
$body$,
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        p_shape.marker,
        pggit_internal.each_column(p_shape.columns, 'o.%s'),
        pggit_internal.each_column(p_shape.columns, 'b.%s'),
        pggit_internal.each_column(p_shape.columns, 's.%s'),
        p_source,
        pggit_internal.same_key(p_shape, 'o', 'b'),
        pggit_internal.same_key(p_shape, 'o', 's'),
        pggit_internal.same_key(p_shape, 'b', 's')
    );
end
$$;

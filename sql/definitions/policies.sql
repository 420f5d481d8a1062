-- The row-security policies of a table by name.
create or replace function pggit_internal.policy_definitions(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(
        p.polname,
        jsonb_strip_nulls(jsonb_build_object(
            'command', p.polcmd,
            'restrictive', case when not p.polpermissive then true end,
            'roles', (
                select jsonb_agg(r.role order by r.role)
                from (
                    select case when m.member = 0 then 'public' else pg_get_userbyid(m.member)::text end
                        as role
                    from unnest(p.polroles) as m (member)
                ) as r
            ),
            'using', pg_get_expr(p.polqual, p.polrelid),
            'check', pg_get_expr(p.polwithcheck, p.polrelid),
            'comment', obj_description(p.oid, 'pg_policy')
        ))
    ), '{}')
    from pg_policy as p
    where p.polrelid = p_relation
$$;

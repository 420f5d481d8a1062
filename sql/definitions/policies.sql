-- The row-security policies of a table by name. Null for none.
create or replace function pggit_internal.policy_definitions(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(
            p.polname,
            jsonb_strip_nulls(jsonb_build_object(
                'command', p.polcmd,
                'restrictive', nullif(not p.polpermissive, false),
                'roles', (
                    select jsonb_agg(r.role order by r.role collate "C")
                    from (
                        select case when m.member = 0 then 'public' else pggit_internal.role_name(m.member) end
                            as role
                        from unnest(p.polroles) as m (member)
                    ) as r
                ),
                'using', pggit_internal.relative(pg_get_expr(p.polqual, p.polrelid), quote_ident(c.relname)),
                'check', pggit_internal.relative(
                    pg_get_expr(p.polwithcheck, p.polrelid), quote_ident(c.relname)
                ),
                'comment', (
                    select d.description
                    from pg_description as d
                    where d.objoid = p.oid and d.classoid = 'pg_policy'::regclass and d.objsubid = 0
                )
            ))
        )
        from pg_policy as p
        join pg_class as c on c.oid = p.polrelid
        where p.polrelid = p_relation
    );
end
$$;

-- fsck of the roles that policies name: each name in a live definition is known, and no other. The catalog
-- tells which role it cannot be: one that no policy of the table names, while one names the role called so.
create or replace function pggit_internal.check_policy_roles()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with named as (
        select distinct o.id, o.identity, role.name collate "C" as name
        from pggit_internal.objects as o
        cross join lateral jsonb_path_query(o.definition, '$.policies.*.roles[*]') as found (role)
        cross join lateral (select found.role #>> '{}') as role (name)
        where o.is_live and o.definition ? 'policies' and role.name <> 'public'
    )
    select 'error', 'policy_role', coalesce(n.identity, r.object_id::text),
        case when n.id is null
            then format('the role %s is in no policy of the record', quote_literal(r.name))
            else format('it is not known which role %s is', quote_literal(n.name))
        end
    from named as n
    full join pggit_internal.policy_roles as r on r.object_id = n.id and r.name = n.name
    where n.id is null or r.role is null  -- no row, or a damaged one
    union all
    select 'error', 'policy_role', n.identity, format('another role is %s', quote_literal(n.name))
    from named as n
    join pggit_internal.policy_roles as r on r.object_id = n.id and r.name = n.name
    cross join lateral (
        select array_agg(role.oid) as roles
        from pg_policy as p
        cross join lateral unnest(p.polroles) as role (oid)
        where p.polrelid = to_regclass(n.identity)
    ) as policies
    where r.role <> all (policies.roles)
        and exists (select from pg_roles as a where a.rolname = n.name and a.oid = any (policies.roles))
$$;

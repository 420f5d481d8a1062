-- List the rights on parts of data branches that are not as the table's, and those that are missing. The
-- view has the table's grants (not those on single columns), the keys the table's SELECT, the overlay is
-- its owner's alone. Who reads the view calls its function, so everybody may; the functions that write are
-- for the triggers only.
create or replace function pggit_internal.wrong_rights()
returns table (
    branch_id integer, object_type text, identity text, grantee text, privilege text, is_missing boolean
)
language sql
stable
begin atomic
    with parts as materialized (
        select
            o.branch_id, o.object_type, o.identity, o.part, p.owner, p.acl, p.relation_oid,
            coalesce(t.relacl, acldefault('r', t.relowner)) as table_acl
        from pggit_internal.data_branch_objects() as o
        join pggit.data_branches as b on b.id = o.branch_id
        join pg_namespace as n on n.nspname = b.schema_name
        join pg_class as t on t.relnamespace = n.oid and t.relname = b.table_name and t.relkind = 'r'
        cross join lateral (
            select
                c.relowner as owner,
                coalesce(c.relacl, acldefault('r', c.relowner)) as acl,
                c.oid as relation_oid
            from pg_class as c
            where o.object_type in ('view', 'table')
                and c.relnamespace = n.oid and c.relname = o.object_name
                and c.relkind::text = case o.object_type when 'view' then 'v' else 'r' end
            union all
            select
                f.proowner as owner,
                coalesce(f.proacl, acldefault('f', f.proowner)) as acl,
                null as relation_oid
            from pg_proc as f
            where o.object_type = 'function'
                and f.pronamespace = n.oid and f.proname = o.object_name
                and f.pronargs = 0 and f.prokind = 'f'
        ) as p
        where p.owner = t.relowner
    ),
    expected as (
        select parts.identity, g.grantee, g.privilege_type as privilege
        from parts
        cross join lateral aclexplode(parts.table_acl) as g
        where g.grantee <> parts.owner
            and (
                parts.part = 'view' and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
                or parts.part = 'keys' and g.privilege_type = 'SELECT'
            )
        union
        select parts.identity, parts.owner as grantee, needed.privilege
        from parts
        cross join lateral unnest(
            case when parts.object_type = 'function' then array['EXECUTE']
                else array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] end
        ) as needed (privilege)
        union
        select parts.identity, 0 as grantee, 'EXECUTE' as privilege
        from parts
        where parts.part = 'read'
    ),
    actual as (
        select parts.identity, parts.owner, g.grantee, g.privilege_type as privilege, g.is_grantable
        from parts
        cross join lateral aclexplode(parts.acl) as g
        union all
        -- A grant on a column is one too many.
        select
            parts.identity, parts.owner, g.grantee,
            format('%s (%I)', g.privilege_type, a.attname) as privilege,
            true as is_grantable
        from parts
        join pg_attribute as a on a.attrelid = parts.relation_oid and a.attacl is not null
        cross join lateral aclexplode(a.attacl) as g
    ),
    wrong as (
        select actual.identity, actual.grantee, actual.privilege, false as is_missing
        from actual
        where actual.grantee <> actual.owner
            and (
                actual.is_grantable
                or not exists (
                    select from expected
                    where (expected.identity, expected.grantee, expected.privilege)
                        = (actual.identity, actual.grantee, actual.privilege)
                )
            )
        union
        select expected.identity, expected.grantee, expected.privilege, true as is_missing
        from expected
        where not exists (
            select from actual
            where (actual.identity, actual.grantee, actual.privilege)
                = (expected.identity, expected.grantee, expected.privilege)
        )
    )
    select
        parts.branch_id,
        case when parts.object_type = 'function' then 'function' else 'table' end as object_type,
        parts.identity,
        case wrong.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(wrong.grantee)) end
            as grantee,
        wrong.privilege,
        wrong.is_missing
    from wrong
    join parts on parts.identity = wrong.identity;
end;

-- Return the next statement that brings the rights on a data branch, or on all of them (null), nearer to
-- those on the tables; null where nothing is wrong. First everything goes that is too much, from all
-- roles in one statement, as one may have passed it on to the next.
create or replace function pggit_internal.rights_statement(p_branch_id integer)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
begin
    if not exists (select from pggit.data_branches) then
        return null;
    end if;
    return (
        with wrong as materialized (
            select w.* from pggit_internal.wrong_rights() as w
            where w.branch_id = coalesce(p_branch_id, w.branch_id)
        )
        select s.statement
        from (
            select
                1 as position,
                format(
                    'revoke all on %s %s from %s cascade',
                    w.object_type, string_agg(distinct w.identity, ', '), string_agg(distinct w.grantee, ', ')
                ) as statement
            from wrong as w
            where not w.is_missing
            group by w.object_type
            union all
            select
                2,
                format('grant %s on %s %s to %s', w.privilege, w.object_type, string_agg(w.identity, ', '), w.grantee)
            from wrong as w
            where w.is_missing
            group by w.object_type, w.grantee, w.privilege
        ) as s
        order by s.position, s.statement
        limit 1
    );
end
$$;

-- Make the rights on a data branch, or on all of them (null), what those on the tables are. Each statement
-- comes back here by way of the event trigger, so what is wrong is looked up again before the next one.
create or replace function pggit_internal.grant_as_table(p_branch_id integer)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text;
begin
    loop
        v_statement := case
            when pggit_internal.has_old_snapshot()
                then pggit_internal.by_latest_snapshot('rights', jsonb_build_array(p_branch_id)) ->> 0
            else pggit_internal.rights_statement(p_branch_id)
        end;
        exit when v_statement is null;
        execute v_statement;
    end loop;
end
$$;

-- Make the table's owner the owner of all parts of a new data branch: its maker may be a member of that role.
create or replace function pggit_internal.give_to_owner(p_branch pggit.data_branches, p_table oid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text;
begin
    for v_statement in
        select format('alter %s %s owner to %I', o.object_type, o.identity, pg_get_userbyid(t.relowner))
        from pggit_internal.data_branch_objects() as o
        join pg_class as t on t.oid = p_table
        left join pg_class as c
            on c.oid = case when o.object_type <> 'function' then to_regclass(o.identity) end
        left join pg_proc as p
            on p.oid = case when o.object_type = 'function' then to_regprocedure(o.identity) end
        where o.branch_id = p_branch.id and o.object_type <> 'trigger'
            and coalesce(c.relowner, p.proowner) <> t.relowner
    loop
        execute v_statement;
    end loop;
end
$$;

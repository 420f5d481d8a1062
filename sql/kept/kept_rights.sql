-- Owners and rights, which no definition holds: what gives them back to an object that is made again.

-- Return the word by which ALTER, GRANT and SECURITY LABEL name a kind of object.
create or replace function pggit_internal.kind_word(p_object text, p_is_for_grant boolean)
returns text
language sql
immutable
return case pggit_internal.object_type(p_object)
    when 'function' then 'routine'
    when 'procedure' then 'routine'
    when 'aggregate' then 'routine'
    when 'view' then case when p_is_for_grant then 'table' else 'view' end
    when 'materialized view' then case when p_is_for_grant then 'table' else 'materialized view' end
    else pggit_internal.object_type(p_object)
end;

-- Return the rights that an object of a kind ("r", "f", ... of acldefault()) has once the current role has
-- made it in a schema and handed it to its owner: what default privileges give, else what the server does.
create or replace function pggit_internal.first_rights(p_kind text, p_schema oid, p_owner oid)
returns table (grantor oid, grantee oid, privilege text, is_grantable boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_maker constant oid := quote_ident(current_user)::regrole::oid;
    v_kind constant "char" := case p_kind when 's' then 'S' else p_kind end::"char";
begin
    return query
    select
        case r.grantor when v_maker then p_owner else r.grantor end,
        case r.grantee when v_maker then p_owner else r.grantee end,
        r.privilege_type, bool_or(r.is_grantable)
    from (
        select e.*
        from aclexplode(coalesce(
            (
                select d.defaclacl from pg_default_acl as d
                where d.defaclrole = v_maker and d.defaclnamespace = 0 and d.defaclobjtype = v_kind
            ),
            acldefault(p_kind::"char", v_maker)
        )) as e
        union all
        select e.*
        from pg_default_acl as d
        cross join lateral aclexplode(d.defaclacl) as e
        where d.defaclrole = v_maker and d.defaclnamespace = p_schema and d.defaclobjtype = v_kind
    ) as r
    group by 1, 2, 3;
end
$$;

-- Return the statements that give a new object the owner and the rights of a live one. p_target: "view
-- public.v", the new object; p_classid and p_objid: the live one.
create or replace function pggit_internal.kept_rights(p_target text, p_classid oid, p_objid oid)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_target);
    v_what constant text := format('%s %s', pggit_internal.kind_word(p_target, true), v_identity);
    v_live record;
    v_acl aclitem[];
    v_others oid[];  -- roles with other rights than the new object gives them
    v_losers oid[];  -- those of them to which the new object gives some
begin
    select l.* into v_live
    from (
        select c.relowner as owner, c.relacl as acl, c.relnamespace as schema,
            case c.relkind when 'S' then 's' else 'r' end::"char" as kind
        from pg_class as c where p_classid = 'pg_class'::regclass and c.oid = p_objid
        union all
        select p.proowner, p.proacl, p.pronamespace, 'f'
        from pg_proc as p where p_classid = 'pg_proc'::regclass and p.oid = p_objid
        union all
        select t.typowner, t.typacl, t.typnamespace, 'T'
        from pg_type as t where p_classid = 'pg_type'::regclass and t.oid = p_objid
        union all
        select n.nspowner, n.nspacl, 0, 'n'
        from pg_namespace as n where p_classid = 'pg_namespace'::regclass and n.oid = p_objid
    ) as l;
    if not found then
        return;
    end if;
    if v_live.owner <> quote_ident(current_user)::regrole then
        return next format(
            'alter %s %s owner to %s', pggit_internal.kind_word(p_target, false), v_identity,
            v_live.owner::regrole
        );
    end if;
    v_acl := coalesce(v_live.acl, acldefault(v_live.kind, v_live.owner));
    -- Roles whose rights differ lose those that the new object gave them, and get theirs.
    with
    old as (
        select e.grantor, e.grantee, e.privilege_type as privilege, e.is_grantable from aclexplode(v_acl) as e
    ),
    new as (
        select f.* from pggit_internal.first_rights(v_live.kind::text, v_live.schema, v_live.owner) as f
    )
    select
        array_agg(distinct d.grantee),
        array_agg(distinct d.grantee) filter (where d.grantee in (select new.grantee from new))
    into v_others, v_losers
    from (
        (select * from old except select * from new) union all (select * from new except select * from old)
    ) as d;
    return query
    select format('revoke all on %s from %s', v_what, pggit_internal.grantee_name(l.role))
    from unnest(v_losers) as l (role)
    order by l.role;
    return query select g from pggit_internal.grants(v_acl, v_live.owner, v_others, v_what, null) as g;
end
$$;

-- Return a role's name as GRANT takes it.
create or replace function pggit_internal.grantee_name(p_role oid)
returns text
language sql
stable
return case p_role when 0 then 'public' else p_role::regrole::text end;

-- Return the statements that give the rights of an ACL to some roles. p_what: what follows ON.
-- p_columns: "(a)", or null. Rights that another role than the owner has granted are granted by that role.
create or replace function pggit_internal.grants(
    p_acl aclitem[], p_owner oid, p_grantees oid[], p_what text, p_columns text
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_grant record;
begin
    for v_grant in
        select e.grantor, format(
            'grant %s on %s to %s%s',
            string_agg(
                lower(e.privilege_type) || coalesce(' ' || p_columns, ''), ', ' order by e.privilege_type
            ),
            p_what, pggit_internal.grantee_name(e.grantee),
            case when e.is_grantable then ' with grant option' else '' end
        ) as statement
        from aclexplode(p_acl) as e
        where e.grantee = any (p_grantees)
        group by e.grantor, e.grantee, e.is_grantable
        order by e.grantor <> p_owner, not e.is_grantable, e.grantee
    loop
        if v_grant.grantor <> p_owner then
            return next format('set local role %s', v_grant.grantor::regrole);
            return next v_grant.statement;
            return next format('set local role %s', quote_ident(current_setting('role')));
        else
            return next v_grant.statement;
        end if;
    end loop;
end
$$;

-- Return the statements that give a new object the security labels of a live one, or of one of its columns.
create or replace function pggit_internal.kept_labels(
    p_what text, p_classid oid, p_objid oid, p_column integer
)
returns setof text
language sql
stable
begin atomic
    select format('security label for %I on %s is %L', l.provider, p_what, l.label)
    from pg_catalog.pg_seclabel as l
    where l.classoid = p_classid and l.objoid = p_objid and l.objsubid = p_column
    order by l.provider;
end;

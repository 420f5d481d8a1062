-- Makes the table's owner the owner of a data branch, and gives the branch the table's grants. (Not those
-- on single columns.) Who may read the table may read the overlay: the view reads with its reader's rights.
create or replace function pggit_internal.grant_as_table(p_branch pggit.data_branches, p_table oid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_owner oid;
    v_object record;
    v_grant record;
begin
    -- Tells pggit_internal.refuse_overlay_change() that a new owner is meant.
    perform set_config('pggit.grants_as_table', 'on', true);
    select c.relowner into v_owner from pg_class as c where c.oid = p_table;
    for v_object in
        select o.object_type, o.identity, coalesce(c.relowner, p.proowner) as owner, c.relacl
        from pggit_internal.data_branch_objects as o
        left join pg_class as c
            on c.oid = case when o.object_type <> 'function' then to_regclass(o.identity) end
        left join pg_proc as p
            on p.oid = case when o.object_type = 'function' then to_regprocedure(o.identity) end
        where o.branch_id = p_branch.id and o.object_type <> 'trigger'
    loop
        if v_object.owner <> v_owner then
            execute format('alter %s %s owner to %I', v_object.object_type, v_object.identity, pg_get_userbyid(v_owner));
        end if;
        if v_object.object_type = 'function' then
            -- Whoever reads the view calls its function, whatever the default privileges are.
            execute format('grant execute on function %s to public', v_object.identity);
            continue;
        end if;
        for v_grant in
            select distinct case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end as role
            from aclexplode(v_object.relacl) as g
            where g.grantee <> v_owner
        loop
            execute format('revoke all on table %s from %s', v_object.identity, v_grant.role);
        end loop;
        for v_grant in
            select
                case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end as role,
                string_agg(g.privilege_type, ', ') as privileges
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = p_table
                and g.grantee <> c.relowner
                and g.privilege_type = any (
                    case v_object.object_type
                        when 'view' then array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] else array['SELECT']
                    end
                )
            group by g.grantee
        loop
            execute format('grant %s on table %s to %s', v_grant.privileges, v_object.identity, v_grant.role);
        end loop;
    end loop;
    perform set_config('pggit.grants_as_table', 'off', true);
end
$$;

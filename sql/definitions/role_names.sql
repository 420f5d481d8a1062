-- Return the name of a role in definitions: the one that the record has for it, so that a rename changes
-- nothing. A role that is new to the record has its own, unless the record knows another role by it.
create or replace function pggit_internal.role_name(p_role oid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := (select min(r.name) from pggit_internal.policy_roles as r where r.role = p_role);
begin
    if v_name is null then
        v_name := pg_get_userbyid(p_role);
        if exists (select from pggit_internal.policy_roles as r where r.name = v_name) then
            v_name := format('%s (%s)', v_name, p_role);
        end if;
    end if;
    return v_name;
end
$$;

-- Return the roles that the policies of a table name, by their names in its definition: {name: OID}, null
-- for none.
create or replace function pggit_internal.named_roles(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(pggit_internal.role_name(named.role), named.role)
        from (
            select distinct role.oid
            from pg_policy as p
            cross join lateral unnest(p.polroles) as role (oid)
            where p.polrelid = p_relation and role.oid <> 0
        ) as named (role)
    );
end
$$;

-- Note which roles an object names: p_roles as pggit_internal.named_roles() returns them.
create or replace function pggit_internal.note_policy_roles(p_object_id bigint, p_roles jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from pggit_internal.policy_roles as r where r.object_id = p_object_id;
    insert into pggit_internal.policy_roles (object_id, name, role)
    select p_object_id, named.name, named.role::oid
    from jsonb_each_text(p_roles) as named (name, role);
end
$$;

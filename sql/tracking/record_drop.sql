-- Record that an object is gone: its row stays, marked as not live, with the next major version.
create or replace function pggit_internal.record_drop(p_object_type text, p_identity text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object pggit_internal.objects;
begin
    select o.* into v_object
    from pggit_internal.objects as o
    where o.key = pggit_internal.identity_key(p_identity) and o.object_type = p_object_type and o.is_live
    for update;
    if not found then
        return;
    end if;
    v_object.major := v_object.major + 1;
    v_object.minor := 0;
    v_object.patch := 0;
    v_object.steps := v_object.steps + 1;
    v_object.is_live := false;
    perform pggit_internal.write_step(v_object, 'DROP', 'major', p_ddl);
    if p_object_type = 'sequence' and v_object.definition ? 'owned_by' then
        perform pggit_internal.record_owner(null, v_object.definition ->> 'owned_by', 'DROP', p_ddl);
    end if;
    if v_object.definition ? 'policies' then
        delete from pggit_internal.policy_roles as r where r.object_id = v_object.id;
    end if;
end
$$;

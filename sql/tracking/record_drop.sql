-- Records that objects are gone: their rows stay, marked as not live, with the next major version.
create or replace function pggit_internal.record_drop(p_object_type text, p_identity text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object pggit_internal.objects;
begin
    update pggit_internal.objects as o
    set is_live = false, major = o.major + 1, minor = 0, patch = 0
    where o.object_type = p_object_type and o.identity = p_identity and o.is_live
    returning o.* into v_object;
    if not found then
        return;
    end if;
    insert into pggit_internal.pending (prefix, object_id) values (v_object.prefix, v_object.id);
    insert into pggit_internal.history (
        object_id, identity, major, minor, patch, change_type, severity, definition_hash, ddl, branch_name,
        changed_by
    )
    select
        v_object.id, v_object.identity, v_object.major, 0, 0, 'DROP', 'major', v_object.definition_hash,
        p_ddl, r.checked_out_branch, pggit_internal.caller()
    from pggit_internal.repository as r;
end
$$;

-- Return whether another transaction has replaced a row since this transaction's snapshot, by the row's xmax.
-- (One that locked it and changed nothing counts too.) Only an old snapshot still shows such a row.
create or replace function pggit_internal.is_newer(p_xmax xid)
returns boolean
language sql
stable
return pggit_internal.has_old_snapshot()
    and age(p_xmax) <= age(pg_snapshot_xmin(pg_current_snapshot())::xid);

-- Return what is recorded of a live object, all nulls for nothing. is_newer: the snapshot lacks a change of
-- the record.
create or replace function pggit_internal.live_record(
    p_object_type text, p_identity text, out seal text, out definition_hash text, out is_newer boolean
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    select
        o.seal,
        o.definition_hash,
        pggit_internal.is_newer(o.xmax)
    into seal, definition_hash, is_newer
    from pggit_internal.objects as o
    where o.key = pggit_internal.identity_key(p_identity) and o.object_type = p_object_type and o.is_live;
    is_newer := coalesce(is_newer, false);
end
$$;

-- Return the drift of one object, no row where there is none. Record and catalog are compared while the
-- record does not change: a newer one means that DDL was recorded between the two looks. An older snapshot
-- than the record cannot tell.
create or replace function pggit_internal.drift_of(p_object_type text, p_identity text, p_lock_timeout text)
returns table (object_type text, identity text, drift text, expected_hash text, actual_hash text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_before record;
    v_after record;
    v_hash text;
begin
    for v_attempt in 1..20 loop
        v_before := pggit_internal.live_record(p_object_type, p_identity);
        if v_before.is_newer then
            return;
        end if;
        begin
            select l.definition_hash into v_hash
            from pggit_internal.objects_named(p_object_type, p_identity) as n
            cross join lateral pggit_internal.look_at(n.classid, n.objid, p_lock_timeout) as l
            where l.object_type = p_object_type and l.identity = p_identity;
        exception when serialization_failure then
            -- Changed while it was waited for: the snapshot's catalogs and the server's do not fit.
            v_after := pggit_internal.live_record(p_object_type, p_identity);
            if not v_after.is_newer then
                raise;
            end if;
            return;
        end;
        v_after := pggit_internal.live_record(p_object_type, p_identity);
        exit when v_before.seal is not distinct from v_after.seal;
    end loop;
    if v_after.is_newer or v_after.definition_hash is not distinct from v_hash then
        return;
    end if;
    return query select
        p_object_type,
        p_identity,
        case when v_hash is null then 'missing' when v_after.seal is null then 'unexpected' else 'modified' end,
        v_after.definition_hash,
        v_hash;
end
$$;

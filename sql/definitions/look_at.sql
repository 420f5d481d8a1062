-- Looking at the definition of an object beside sessions that change and drop it. The server writes a
-- definition from the catalogs as they are, not by a snapshot, so what it mentions may be gone: XX000. And it
-- locks the relations that a definition mentions, to the end of the transaction and in any order: a
-- session that drops them would be the victim of a deadlock.

-- Look once. Locks are released: the subtransaction that took them is rolled back. Nothing waits for one
-- longer than 1 ms, so no deadlock check of another session can find this one. p_trouble: null, 'locked',
-- or the error.
create or replace function pggit_internal.try_look(
    p_classid oid, p_objid oid,
    out object_type text, out identity text, out definition_hash text, out trouble text
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '1ms'
as $$
begin
    select i.type, pggit_internal.spelled_alike(i.identity) into object_type, identity
    from pg_identify_object(p_classid, p_objid, 0) as i;
    definition_hash := pggit_internal.sha256_hex(pggit_internal.definition(p_classid, p_objid)::text);
    raise exception 'release the locks' using errcode = 'VC999';
exception
    when sqlstate 'VC999' then
        null;  -- variables keep their values
    when lock_not_available or deadlock_detected then
        trouble := 'locked';
    when internal_error or syntax_error_or_access_rule_violation or invalid_schema_name then
        trouble := sqlerrm;
end
$$;

-- Look until the object is free and holds still. Null for one that is gone. 40001 where it was changed since
-- the snapshot of the transaction, 55P03 after the caller's lock_timeout or instead of a deadlock.
create or replace function pggit_internal.look_at(
    p_classid oid, p_objid oid, p_lock_timeout text,
    out object_type text, out identity text, out definition_hash text
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_started constant timestamptz := clock_timestamp();
    v_look record;
    v_failures integer := 0;
begin
    loop
        v_look := pggit_internal.try_look(p_classid, p_objid);
        if v_look.trouble is null then
            object_type := v_look.object_type;
            identity := v_look.identity;
            definition_hash := v_look.definition_hash;
            return;
        elsif v_look.trouble = 'locked' then
            perform pggit_internal.make_way(v_look.identity, v_started, p_lock_timeout);
            continue;
        elsif not exists (select from pggit_internal.identify(p_classid, p_objid)) then
            return;
        end if;
        v_failures := v_failures + 1;
        if v_failures = 20 and pggit_internal.has_old_snapshot() then
            perform pggit_internal.raise_newer(v_look.identity);
        elsif v_failures = 20 then
            -- Not because of others: its entries in the catalogs are damaged.
            definition_hash := pggit_internal.sha256_hex(pggit_internal.definition(p_classid, p_objid)::text);
        end if;
    end loop;
end
$$;

-- Wait a moment for the sessions that have an object locked; no lock is waited for meanwhile. 55P03 where
-- one that waits for this transaction has a table locked against readers: the two could wait for ever.
create or replace function pggit_internal.make_way(p_identity text, p_since timestamptz, p_lock_timeout text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        with recursive
        waiting as materialized (
            select l.pid, pg_blocking_pids(l.pid) as blockers from pg_locks as l where not l.granted
        ),
        behind as (
            select w.pid from waiting as w where pg_backend_pid() = any (w.blockers)
            union
            select w.pid from behind join waiting as w on behind.pid = any (w.blockers)
        )
        select
        from behind
        join pg_locks as l on l.pid = behind.pid
        where l.granted and l.locktype = 'relation' and l.mode = 'AccessExclusiveLock'
    ) then
        raise exception '% is locked by another session, and such a session waits for this one', p_identity
            using errcode = '55P03', hint = 'Run the transaction again, or call this in a transaction by itself.';
    elsif p_lock_timeout <> '0' and clock_timestamp() > p_since + p_lock_timeout::interval then
        raise exception 'canceling statement due to lock timeout: % is locked by another session', p_identity
            using errcode = '55P03', hint = 'Run it again, or set a longer lock_timeout.';
    end if;
    perform pg_sleep(0.01);
end
$$;

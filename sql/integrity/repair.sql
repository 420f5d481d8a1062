-- Mends what can be mended without guessing (pggit_internal.remedies()) and names everything else. Unless
-- p_dry_run is false, it only says what it would do. p_check_name: one check only, or "drift".
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.repair(p_check_name text default null, p_dry_run boolean default true)
returns table (check_name text, object text, action text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_damage record;
    v_lock_timeout text;
begin
    if p_dry_run is null then
        raise exception 'p_dry_run is null' using errcode = '22023', hint = 'Pass true or false.';
    end if;
    if p_check_name not in (select r.check_name from pggit_internal.remedies() as r) then
        raise exception 'unknown check %', quote_literal(p_check_name)
            using errcode = '22023', hint = 'pggit_internal.remedies() lists the checks; null is for all of them.';
    end if;
    -- A dry run only reads: it waits for nobody's commit, and works on a standby.
    if not p_dry_run then
        perform pggit_internal.lock_repository();
    end if;
    v_lock_timeout := pggit_internal.limit_waiting(not p_dry_run);
    for v_damage in
        select d.check_name, d.object, r.remedy, r.position
        from (
            select f.check_name, f.object from pggit.fsck() as f
            union all
            select 'drift', d.object_type || ' ' || d.identity from pggit.detect_drift() as d
        ) as d
        left join (
            select all_of_them.*, row_number() over () as position from pggit_internal.remedies() as all_of_them
        ) as r on r.check_name = d.check_name
        where p_check_name is null or d.check_name = p_check_name
        order by r.position, d.object
    loop
        check_name := v_damage.check_name;
        object := v_damage.object;
        if v_damage.remedy is null then
            action := 'left: only a person, or a backup, can tell what was there';
        elsif p_dry_run then
            action := 'would ' || v_damage.remedy;
        else
            action := v_damage.remedy;
            perform pggit_internal.mend(v_damage.check_name, v_damage.object);
        end if;
        return next;
    end loop;
    perform set_config('lock_timeout', v_lock_timeout, true);
end
$$;

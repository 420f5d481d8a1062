-- Objects of kinds that pggit does not track, operators and casts among them, are in no plan.

-- Raise 0A000 where such an object hangs on what a plan would drop: the drop would fail. It is looked for
-- in the live catalog. p_renames: of pggit_internal.with_room().
create or replace function pggit_internal.check_untracked(p_actions pggit_internal.action[], p_renames jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_found record;
begin
    select pg_describe_object(d.classid, d.objid, 0) as dependent, pggit_internal.described(a.source) as what
    into v_found
    from unnest(p_actions) as a
    cross join lateral pggit_internal.live_object(
        pggit_internal.object_type(a.object) || ' '
        || pggit_internal.identity_before_renames(a.object, p_renames)
    ) as live
    join pg_depend as d on d.refclassid = live.classid and d.refobjid = live.objid and d.deptype = 'n'
    where a.change in ('drop', 'again') and a.name = ''
        and d.classid in (
            'pg_operator'::regclass, 'pg_cast'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass,
            'pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_conversion'::regclass, 'pg_transform'::regclass,
            'pg_language'::regclass, 'pg_event_trigger'::regclass, 'pg_ts_parser'::regclass,
            'pg_ts_template'::regclass, 'pg_foreign_data_wrapper'::regclass, 'pg_collation'::regclass
        )
    order by 1
    limit 1;
    if found then
        raise exception '% depends on %, which the plan would have to drop', v_found.dependent, v_found.what
            using errcode = '0A000',
                detail = 'pggit does not track objects of its kind, so the plan can neither keep nor make'
                    ' it again.',
                hint = 'Drop it first, and create it again once the plan has run.';
    end if;
end
$$;

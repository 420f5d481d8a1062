-- promise: versions.tracking
-- why: A race window: the definition is read before the row is locked.
select pg_temp.edit(
    'pggit_internal.record_change',
    $$when v_seen is null then pggit_internal.definition(p_classid, p_objid)$$,
    $$when v_seen is null then v_new.definition$$
);
select pg_temp.edit(
    'pggit_internal.record_change',
    $$        select i.type, pggit_internal.spelled_alike(i.identity) as identity$$,
    $$        v_new.definition := pggit_internal.definition(p_classid, p_objid);
        select i.type, pggit_internal.spelled_alike(i.identity) as identity$$
);

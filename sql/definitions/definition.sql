-- The canonical definition of a tracked object of any kind: the same on every major version, in every
-- database and session. The first settings are those that change how the server writes names and constants.
-- Generic plans, because planning for each object anew takes longer than looking at it; of index look-ups
-- only, because a plan is kept while the catalogs grow.
create or replace function pggit_internal.definition(p_classid oid, p_objid oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set standard_conforming_strings = on
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set bytea_output = 'hex'
set extra_float_digits = 1
set lc_monetary = 'C'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
    v_definition jsonb;
begin
    if p_classid = 'pg_class'::regclass then
        v_definition := coalesce(  -- null is what each says of other kinds
            pggit_internal.table_definition(p_objid),
            pggit_internal.view_definition(p_objid),
            pggit_internal.sequence_definition(p_objid)
        );
    elsif p_classid = 'pg_proc'::regclass then
        v_definition := pggit_internal.routine_definition(p_objid);
    elsif p_classid = 'pg_type'::regclass then
        v_definition := pggit_internal.type_definition(p_objid);
    elsif p_classid = 'pg_namespace'::regclass then
        v_definition := jsonb_strip_nulls(jsonb_build_object(
            'kind', 'schema',
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = p_objid and d.classoid = 'pg_namespace'::regclass and d.objsubid = 0
            )
        ));
    end if;
    return pggit_internal.canonical(v_definition);
end
$$;

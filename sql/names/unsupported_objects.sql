-- What somebody made in this database that pggit does not track, so that it is not ignored in silence:
-- foreign tables, operators, collations, casts, extensions and so on. Members of extensions are the
-- extension's; a base type can only be made with code in C. Large objects are data.
create or replace function pggit_internal.unsupported_objects()
returns table (object_type text, identity text)
language sql
stable
begin atomic
    select i.object_type, i.identity
    from (
        select 'pg_class'::regclass as classid, c.oid, c.relnamespace as schema
        from pg_class as c
        where c.relkind = 'f'
        union all
        select 'pg_type'::regclass, t.oid, t.typnamespace
        from pg_type as t
        where (t.typtype = 'b' and t.typcategory <> 'A' or t.typtype = 'p')
        union all
        select 'pg_collation'::regclass, c.oid, c.collnamespace from pg_collation as c
        union all
        select 'pg_conversion'::regclass, c.oid, c.connamespace from pg_conversion as c
        union all
        select 'pg_operator'::regclass, o.oid, o.oprnamespace from pg_operator as o
        union all
        select 'pg_opclass'::regclass, o.oid, o.opcnamespace from pg_opclass as o
        union all
        select 'pg_opfamily'::regclass, o.oid, o.opfnamespace from pg_opfamily as o
        union all
        select 'pg_statistic_ext'::regclass, s.oid, s.stxnamespace from pg_statistic_ext as s
        union all
        select 'pg_ts_config'::regclass, t.oid, t.cfgnamespace from pg_ts_config as t
        union all
        select 'pg_ts_dict'::regclass, t.oid, t.dictnamespace from pg_ts_dict as t
        union all
        select 'pg_ts_parser'::regclass, t.oid, t.prsnamespace from pg_ts_parser as t
        union all
        select 'pg_ts_template'::regclass, t.oid, t.tmplnamespace from pg_ts_template as t
        union all
        select 'pg_cast'::regclass, c.oid, null as schema from pg_cast as c
        union all
        select 'pg_language'::regclass, l.oid, null as schema from pg_language as l
        union all
        select 'pg_transform'::regclass, t.oid, null as schema from pg_transform as t
        union all
        select 'pg_am'::regclass, a.oid, null as schema from pg_am as a
        union all
        select 'pg_extension'::regclass, e.oid, null as schema from pg_extension as e
        union all
        select 'pg_foreign_data_wrapper'::regclass, f.oid, null as schema from pg_foreign_data_wrapper as f
        union all
        select 'pg_foreign_server'::regclass, f.oid, null as schema from pg_foreign_server as f
        union all
        select 'pg_user_mapping'::regclass, u.umid, null as schema from pg_user_mappings as u
        union all
        select 'pg_default_acl'::regclass, a.oid, null as schema from pg_default_acl as a
        union all
        select 'pg_publication'::regclass, p.oid, null as schema from pg_publication as p
        union all
        select 'pg_subscription'::regclass, s.oid, null as schema
        from pg_subscription as s
        where s.subdbid = (select d.oid from pg_database as d where d.datname = current_database())
        union all
        select 'pg_event_trigger'::regclass, e.oid, null as schema
        from pg_event_trigger as e
        join pg_proc as p on p.oid = e.evtfoid
        where p.pronamespace <> 'pggit_internal'::regnamespace
    ) as o
    cross join lateral pggit_internal.identify(o.classid, o.oid) as i
    where o.oid >= 16384  -- the first that PostgreSQL itself did not make (FirstNormalObjectId)
        and (o.schema is null or pggit_internal.is_tracked_schema(o.schema))
        and not exists (
            select
            from pg_depend as d
            where d.classid = o.classid and d.objid = o.oid
                -- CREATE TYPE ... AS RANGE makes a cast to the multirange, which is part of the type.
                and (d.deptype = 'e' or d.deptype = 'i' and o.classid = 'pg_cast'::regclass)
        )
        and not (
            exists (select from pggit_internal.temporary_schemas())
            and pggit_internal.is_temporary(o.classid, o.oid)
        );
end;

-- Whether a schema's objects are tracked: not those of the system or of pggit. (A name that holds a quotation
-- mark is written with that doubled, so it is none of these.)
create or replace function pggit_internal.is_tracked_schema(p_schema oid)
returns boolean
language sql
stable
return p_schema::regnamespace::text !~ '^"?(pg_|(information_schema|pggit|pggit_internal)"?$)';

-- Everything in the catalog that pggit tracks, with the type and identity that it is recorded under. The
-- schemas come first: most of the catalog is PostgreSQL's own, and need not be looked at one by one.
create or replace view pggit_internal.catalog_objects as
with tracked as materialized (
    select n.oid from pg_namespace as n where pggit_internal.is_tracked_schema(n.oid)
)
select
    root.classid,
    root.objid,
    o.type as object_type,
    pggit_internal.spelled_alike(o.identity) as identity,
    o.schema as schema_name
from (
    select 'pg_class'::regclass::oid as classid, c.oid as objid
    from pg_class as c
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relnamespace in (select tracked.oid from tracked)
    union all
    select 'pg_type'::regclass, t.oid
    from pg_type as t
    where t.typtype in ('d', 'e', 'r', 'c') and t.typnamespace in (select tracked.oid from tracked)
    union all
    select 'pg_proc'::regclass, p.oid
    from pg_proc as p
    where p.pronamespace in (select tracked.oid from tracked)
    union all
    select 'pg_namespace'::regclass, tracked.oid
    from tracked
) as candidate
join lateral pggit_internal.tracked_root(candidate.classid, candidate.objid) as root
    on root.objid = candidate.objid  -- an identity column's sequence leads to its table
cross join lateral pg_identify_object(root.classid, root.objid, 0) as o
where not (
    exists (select from pggit_internal.temporary_schemas)
    and pggit_internal.is_temporary(root.classid, root.objid)  -- through another session's
);

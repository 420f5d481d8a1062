-- Temporary views over the catalog: how to rename each object of a schema and back, and how to drop it.
create schema elsewhere;

create temporary view own_schema as
select n.oid, quote_ident(n.nspname) as name
from pg_namespace as n
where n.nspname !~ '^(pg_|pggit|elsewhere$|information_schema$)';

create temporary view member as
select d.classid, d.objid from pg_depend as d where d.deptype in ('e', 'i') and d.refclassid <> 'pg_constraint'::regclass;

create temporary view relation as
select
    c.oid, c.relkind, c.relname, c.reltype, c.relispartition, s.name as schema,
    s.name || '.' || quote_ident(c.relname) as name,
    case c.relkind
        when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'c' then 'type'
        when 'i' then 'index' when 'I' then 'index' else 'table'
    end as kind
from pg_class as c
join own_schema as s on s.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c', 'i', 'I')
    and ('pg_class'::regclass, c.oid) not in (select * from member);

create temporary view routine as
select
    p.proname, s.name as schema, '(' || pg_get_function_identity_arguments(p.oid) || ')' as arguments
from pg_proc as p
join own_schema as s on s.oid = p.pronamespace
where ('pg_proc'::regclass, p.oid) not in (select * from member);

create temporary view type as
select t.oid, t.typname, s.name as schema, case t.typtype when 'd' then 'domain' else 'type' end as kind
from pg_type as t
join own_schema as s on s.oid = t.typnamespace
where t.typtype in ('e', 'd', 'r') and ('pg_type'::regclass, t.oid) not in (select * from member);

-- Objects that only have a name, with the command that means them.
create temporary view named as
select r.kind, r.schema, r.relname as name, '' as arguments, r.relkind not in ('i', 'I', 'S') as can_move,
    not (r.kind = 'index' and (r.relispartition or exists (select from pg_constraint as c where c.conindid = r.oid)))
        as can_go
from relation as r
union all
select 'routine', p.schema, p.proname, p.arguments, true, true from routine as p
union all
select t.kind, t.schema, t.typname, '', true, true from type as t
union all
select 'text search configuration', s.name, c.cfgname, '', true, true
from pg_ts_config as c join own_schema as s on s.oid = c.cfgnamespace
union all
select 'collation', s.name, c.collname, '', true, true
from pg_collation as c join own_schema as s on s.oid = c.collnamespace
union all
select 'statistics', s.name, t.stxname, '', true, true
from pg_statistic_ext as t join own_schema as s on s.oid = t.stxnamespace;

-- Parts of an object, with the command that means their owner and the word for the part.
create temporary view part as
select
    format('alter %s %s', r.kind, r.name) as owner, case r.kind when 'type' then 'attribute' else 'column' end as kind,
    a.attname as name, r.kind in ('table', 'type') as can_go
from relation as r
join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
where r.relkind in ('r', 'p', 'v', 'm', 'c') and not r.relispartition
union all
select format('alter table %s', r.name), 'constraint', c.conname, c.contype <> 'n'
from relation as r
join pg_constraint as c on c.conrelid = r.oid and c.contype <> 't' and c.coninhcount = 0 and c.conparentid = 0
union all
select format('alter domain %s.%I', t.schema, t.typname), 'constraint', c.conname, true
from type as t join pg_constraint as c on c.contypid = t.oid and c.contype = 'c';

-- Objects of a table that commands name with it.
create temporary view of_table as
select 'trigger' as kind, t.tgname as name, r.name as owner
from relation as r join pg_trigger as t on t.tgrelid = r.oid and not t.tgisinternal and t.tgparentid = 0
union all
select 'policy', p.polname, r.name from relation as r join pg_policy as p on p.polrelid = r.oid
union all
select 'rule', w.rulename, r.name from relation as r join pg_rewrite as w on w.ev_class = r.oid and w.rulename <> '_RETURN';

create temporary view rename_and_back as
select
    format('alter %s %s.%I%s rename to %I', n.kind, n.schema, n.name, n.arguments, n.name || '_other') as there,
    format('alter %s %s.%I%s rename to %I', n.kind, n.schema, n.name || '_other', n.arguments, n.name) as back
from named as n
union all
select
    format('alter %s %s.%I%s set schema elsewhere', n.kind, n.schema, n.name, n.arguments),
    format('alter %s elsewhere.%I%s set schema %s', n.kind, n.name, n.arguments, n.schema)
from named as n
where n.can_move
union all
select format('alter schema %s rename to %I', s.name, s.name || '_other'), format('alter schema %I rename to %s', s.name || '_other', s.name)
from own_schema as s
union all
select
    format('%s rename %s %I to %I', p.owner, p.kind, p.name, p.name || '_other'),
    format('%s rename %s %I to %I', p.owner, p.kind, p.name || '_other', p.name)
from part as p
union all
select
    format('alter %s %I on %s rename to %I', o.kind, o.name, o.owner, o.name || '_other'),
    format('alter %s %I on %s rename to %I', o.kind, o.name || '_other', o.owner, o.name)
from of_table as o
union all
select
    format('alter type %s.%I rename value %L to %L', t.schema, t.typname, e.enumlabel, e.enumlabel || '_other'),
    format('alter type %s.%I rename value %L to %L', t.schema, t.typname, e.enumlabel || '_other', e.enumlabel)
from type as t join pg_enum as e on e.enumtypid = t.oid
union all
select format('alter extension %I set schema elsewhere', e.extname), format('alter extension %I set schema %s', e.extname, s.name)
from pg_extension as e join own_schema as s on s.oid = e.extnamespace
where e.extrelocatable;

create temporary view drop_cascade as
select format('drop %s %s.%I%s cascade', n.kind, n.schema, n.name, n.arguments) as statement from named as n where n.can_go
union all
select format('drop schema %s cascade', s.name) from own_schema as s
union all
select format('%s drop %s %I cascade', p.owner, p.kind, p.name) from part as p where p.can_go
union all
select format('drop %s %I on %s cascade', o.kind, o.name, o.owner) from of_table as o
union all
select format('drop extension %I cascade', e.extname)
from pg_extension as e join own_schema as s on s.oid = e.extnamespace;

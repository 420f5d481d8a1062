-- What reads a relation changes its words with columns that it does not use: the server writes the names of
-- all columns of a join or a table whose columns have aliases, and gives an alias to one that is called like
-- a column of USING; of a function's rows it writes those columns that are left. And ON CONFLICT names a
-- constraint, whose rename has no event but the table's.

-- Whether a relation has other columns or constraints than before, by name.
create or replace function pggit_internal.has_other_parts(p_old jsonb, p_new jsonb)
returns boolean
language sql
immutable
return p_old -> 'columns' <> p_new -> 'columns'
    and jsonb_path_query_array(p_old, '$.columns[*].name')
        <> jsonb_path_query_array(p_new, '$.columns[*].name')
    or p_old -> 'constraints' <> p_new -> 'constraints'
    and jsonb_path_query_array(p_old, '$.constraints.keyvalue().key')
        <> jsonb_path_query_array(p_new, '$.constraints.keyvalue().key');

-- Return a pattern for the query trees whose words can change: with an alias of a join, aliases of a
-- relation's columns, a constraint, a column of USING called like one that has come or gone; where one has
-- gone, with a function in FROM.
create or replace function pggit_internal.reader_pattern(p_old jsonb, p_new jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_text constant text := '(?:\\.|[^}\\])*';
begin
    return format(
        '%3$s:constraint [1-9]'
        '|:alias \{ALIAS %1$s\} :eref \{ALIAS %1$s\} :rtekind 2'
        '|:alias \{ALIAS :aliasname \S+ :colnames \(%1$s\} :eref \{ALIAS %1$s\} :rtekind 0'
        '|:usingClause \([^)]*"\\?(?:%2$s)"',
        c_text,
        (
            -- What is no letter has a backslash before it in a tree, or not.
            select string_agg(regexp_replace(coalesce(o.name, n.name), '\W', '.{1,2}', 'g'), '|')
            from jsonb_array_elements(p_old -> 'columns') as old
            cross join lateral (select old.value ->> 'name') as o (name)
            full join (
                select new.value ->> 'name' from jsonb_array_elements(p_new -> 'columns') as new
            ) as n (name) on n.name = o.name
            where o.name is null or n.name is null
        ),
        case
            when jsonb_array_length(p_new -> 'columns') < jsonb_array_length(p_old -> 'columns') then ':rtekind 3|'
            else ''
        end
    );
end
$$;

-- Return the objects that read a relation by a query whose tree matches a pattern.
create or replace function pggit_internal.readers(p_relation oid, p_pattern text)
returns table (classid oid, objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select distinct root.classid, root.objid
    from pggit_internal.mentioned_as('pg_class'::regclass, p_relation) as named
    join pg_depend as d on d.refclassid = named.classid and d.refobjid = named.objid
    cross join lateral pggit_internal.tracked_root(d.classid, d.objid) as root
    where root.objid <> p_relation
        and case d.classid
            when 'pg_rewrite'::regclass then (select r.ev_action::text from pg_rewrite as r where r.oid = d.objid)
            when 'pg_proc'::regclass then (select p.prosqlbody::text from pg_proc as p where p.oid = d.objid)
            when 'pg_policy'::regclass then (
                select concat(p.polqual::text, p.polwithcheck::text) from pg_policy as p where p.oid = d.objid
            )
        end ~ p_pattern;
end
$$;

-- Record anew what reads a relation and may be written in other words now. Nothing else is looked at: to
-- write a query, the server locks all that it reads, and would wait for DDL on any of it.
create or replace function pggit_internal.record_readers(
    p_relation oid, p_old jsonb, p_new jsonb, p_command_tag text, p_ddl text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_change(reader.classid, reader.objid, p_command_tag, p_ddl)
    from pggit_internal.related(
        'readers', 'pg_class'::regclass, p_relation, pggit_internal.reader_pattern(p_old, p_new)
    ) as reader;
end
$$;

-- Return a sequence's parameters, as CREATE SEQUENCE, ALTER SEQUENCE and an identity's parentheses take them.
create or replace function pggit_internal.sequence_options(p_facts jsonb)
returns text
language sql
immutable
return format(
    'increment by %s minvalue %s maxvalue %s start with %s cache %s %scycle',
    p_facts ->> 'increment', p_facts ->> 'minimum', p_facts ->> 'maximum', p_facts ->> 'start',
    p_facts ->> 'cache', case when p_facts ->> 'cycle' = 'true' then '' else 'no ' end
);

-- Return a column as CREATE TABLE and ADD COLUMN take it, without its default.
create or replace function pggit_internal.column_text(p_facts jsonb, p_identity text)
returns text
language sql
immutable
return concat_ws(
    ' ',
    pggit_internal.quoted(p_facts ->> 'name'),
    pggit_internal.runnable(p_facts ->> 'type'),
    'collate ' || (p_facts ->> 'collation'),
    case when p_facts ? 'generated' then format(
        'generated always as (%s) %s',
        pggit_internal.runnable(p_facts ->> 'expression', pggit_internal.own_name(p_identity)),
        p_facts ->> 'generated'
    ) end,
    case when p_facts -> 'identity' ? 'sequence' then format(
        'generated %s as identity (%s)',
        p_facts #>> '{identity,kind}', pggit_internal.sequence_options(p_facts #> '{identity,sequence}')
    ) end,
    case when p_facts ? 'not_null' then 'not null' end
);

-- Return a default as SQL. p_more has it, and the sequence that the column owns.
create or replace function pggit_internal.default_text(p_more jsonb, p_own text)
returns text
language sql
immutable
return case p_more ->> 'default'
    when 'serial' then format('nextval(%L::regclass)', p_more ->> 'sequence')
    else pggit_internal.runnable(p_more ->> 'default', p_own)
end;

-- Return the statement that makes a column an identity, null for one that is none.
create or replace function pggit_internal.identity_creation(p_column pggit_internal.node)
returns text
language sql
immutable
return case when (p_column).facts -> 'identity' ? 'sequence' then format(
    'alter table %s alter column %s add generated %s as identity (%s)',
    pggit_internal.sql_name((p_column).object),
    pggit_internal.quoted((p_column).name), (p_column).facts #>> '{identity,kind}',
    pggit_internal.sequence_options((p_column).facts #> '{identity,sequence}')
) end;

-- Return a name for the constraint that NOT NULL is, as SQL takes it.
create or replace function pggit_internal.not_null_name(p_column text)
returns text
language sql
immutable
return pggit_internal.quoted(left(p_column, 50) || '_not_null');

-- Return the statement for what NOT NULL has beyond the flag of a column. On the tables of PostgreSQL 18 and
-- newer it is a constraint, whose name does not count.
create or replace function pggit_internal.not_null_creation(p_node pggit_internal.node, p_relation text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name constant text := pggit_internal.not_null_name(p_node.name);
begin
    return array[format(
        'alter table %s add constraint %s not null %s%s%s', p_relation, v_name,
        pggit_internal.quoted(p_node.name),
        case when p_node.facts ? 'no_inherit' then ' no inherit' end,
        case when p_node.facts ? 'not_valid' then ' not valid' end
    )];
end
$$;

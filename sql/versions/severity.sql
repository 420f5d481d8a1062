-- How much the step from one definition to another can hurt: major where it can break a reader or a
-- writer, minor where it only adds or relaxes, patch otherwise. Judged by the definitions, not by the
-- command: ALTER TABLE can be any of the three.
create or replace function pggit_internal.severity(p_old jsonb, p_new jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with
    columns as (
        select o.value as old, n.value as new
        from jsonb_array_elements(p_old -> 'columns') with ordinality as o
        full join jsonb_array_elements(p_new -> 'columns') with ordinality as n
            on n.value ->> 'name' = o.value ->> 'name'
    ),
    parts as (  -- constraints, indexes and policies alike: a name and a definition
        select kind, o.value as old, n.value as new
        from unnest(array['constraints', 'indexes', 'policies']) as kind
        cross join lateral (
            select coalesce(o.key, n.key) as key, o.value as old, n.value as new
            from jsonb_each(p_old -> kind) as o
            full join jsonb_each(p_new -> kind) as n on n.key = o.key
        ) as pair
        cross join lateral (select pair.old - 'comment') as o (value)
        cross join lateral (select pair.new - 'comment') as n (value)
        where pair.old - 'comment' is distinct from pair.new - 'comment'
    ),
    labels as (
        select o.label as old, n.label as new
        from jsonb_array_elements_text(p_old -> 'labels') as o (label)
        full join jsonb_array_elements_text(p_new -> 'labels') as n (label) on n.label = o.label
    )
    select case
        when exists (
            select from columns
            where new is null
                or old is null and new ? 'not_null'
                    and not (new ?| array['default', 'identity', 'generated'])
                or old is not null and (
                    old -> 'type' is distinct from new -> 'type'
                    or old -> 'collation' is distinct from new -> 'collation'
                    or old -> 'expression' is distinct from new -> 'expression'
                    or old -> 'generated' is distinct from new -> 'generated'
                    or new ? 'not_null' and not old ? 'not_null'
                    or new ? 'not_null' and old ?| array['default', 'identity']
                        and not (new ?| array['default', 'identity'])
                    or new ->> 'identity' = 'always' and old ->> 'identity' is distinct from 'always'
                )
        ) then 'major'
        when exists (select from parts where kind = 'constraints' and new is not null) then 'major'
        when exists (select from parts where kind = 'indexes' and new ? 'unique') then 'major'
        when exists (
            select from parts where kind = 'policies' and (old is not null or new ? 'restrictive')
        ) then 'major'
        when exists (select from labels where new is null) then 'major'
        when p_new ? 'row_security' and p_old -> 'row_security' is distinct from p_new -> 'row_security'
            then 'major'
        when p_new ? 'not_null' and not p_old ? 'not_null' then 'major'
        when p_new ? 'partition_bound'
            and p_old -> 'partition_bound' is distinct from p_new -> 'partition_bound' then 'major'
        when exists (
            select from unnest(array[
                'partition_key', 'result', 'kind', 'type', 'minimum', 'maximum', 'increment', 'base', 'subtype'
            ]) as key
            where p_old -> key is distinct from p_new -> key
        ) then 'major'
        when exists (
            select from columns
            where old is null
                or old - 'comment' is distinct from new - 'comment'
                    and (new ? 'default' or old ? 'not_null' or new ? 'identity')
        ) then 'minor'
        when exists (
            select from parts
            where kind <> 'indexes' or old is null or old ? 'unique' and new is null
        ) then 'minor'
        when exists (select from labels where old is null) then 'minor'
        when exists (
            select from unnest(array[
                'arguments', 'not_null', 'default', 'row_security', 'partition_bound', 'parents'
            ]) as key
            where p_old -> key is distinct from p_new -> key
        ) then 'minor'
        else 'patch'
    end
$$;

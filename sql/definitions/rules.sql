-- The rewrite rules of a table or view by name, without the relation's own name in the head; a view's query
-- is not one of them here. Null for none.
create or replace function pggit_internal.rule_definitions(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return (
        select jsonb_object_agg(
            r.rulename,
            jsonb_strip_nulls(jsonb_build_object(
                'definition', regexp_replace(
                    pg_get_ruledef(r.oid),
                    '^(CREATE RULE (?:"(?:[^"]|"")*"|[a-z0-9_]+) AS\s+ON [A-Z]+ TO )'
                    '(?:"(?:[^"]|"")*"|[a-z0-9_.])+',
                    '\1self'
                ),
                'enabled', case r.ev_enabled
                    when 'D' then 'never' when 'R' then 'replica' when 'A' then 'always'
                end,
                'comment', (
                    select d.description
                    from pg_description as d
                    where d.objoid = r.oid and d.classoid = 'pg_rewrite'::regclass and d.objsubid = 0
                )
            ))
        )
        from pg_rewrite as r
        where r.ev_class = p_relation and r.ev_type <> '1'
    );
end
$$;

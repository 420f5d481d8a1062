-- The user's triggers of a table or view by name, without the relation's own name in the head. Null for none.
create or replace function pggit_internal.trigger_definitions(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_name constant text := '(?:"(?:[^"]|"")*"|[a-z0-9_]+)';
    c_event constant text := format('(?:INSERT|DELETE|TRUNCATE|UPDATE(?: OF %1$s(?:, %1$s)*)?)', c_name);
    c_head constant text := format(
        '^(CREATE (?:CONSTRAINT )?TRIGGER %1$s (?:BEFORE|AFTER|INSTEAD OF) %2$s(?: OR %2$s)* ON )%1$s\.%1$s',
        c_name, c_event
    );
begin
    return (
        select jsonb_object_agg(
            t.tgname,
            jsonb_strip_nulls(jsonb_build_object(
                'definition', case when t.tgconstrrelid = t.tgrelid
                    then regexp_replace(
                        pg_get_triggerdef(t.oid), format('%s FROM %s\.%s', c_head, c_name, c_name),
                        '\1self FROM self'
                    )
                    -- Without quoted names, the first ON is that of the head. (The pattern takes ten times as long.)
                    when strpos(pg_get_triggerdef(t.oid), '"') = 0
                        then regexp_replace(pg_get_triggerdef(t.oid), ' ON [^ ]+', ' ON self')
                    else regexp_replace(pg_get_triggerdef(t.oid), c_head, '\1self')
                end,
                'enabled', case t.tgenabled
                    when 'D' then 'never' when 'R' then 'replica' when 'A' then 'always'
                end,
                'comment', (
                    select d.description
                    from pg_description as d
                    where d.objoid = t.oid and d.classoid = 'pg_trigger'::regclass and d.objsubid = 0
                )
            ))
        )
        from pg_trigger as t
        where t.tgrelid = p_relation and not t.tgisinternal
            -- Those of data branches belong to the branch, as long as they fire as pggit made them: for
            -- all, and the one for each row where a subscription applies changes.
            and not (
                t.tgenabled = case t.tgtype::integer & 1 when 1 then 'R' else 'A' end::"char"
                and pggit_internal.is_of_data_branch('pg_proc'::regclass, t.tgfoid)
            )
    );
end
$$;

-- Return a hash of what each of pggit's own tables looks like now: its columns, constraints, indexes,
-- triggers, rules and policies. One query for all of them: to define each as pggit_internal.definition()
-- does costs fsck more than all that it looks at besides.
create or replace function pggit_internal.own_table_hashes()
returns table (table_name text, definition_hash text)
language sql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
    with own as (
        select c.oid, c.relrowsecurity, c.relforcerowsecurity
        from pg_class as c
        where c.relkind = 'r' and c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
    ),
    part (oid, definition) as (
        select own.oid, concat_ws(' ', 'row security', own.relrowsecurity, own.relforcerowsecurity)
        from own
        union all
        select own.oid, concat_ws(
            ' ', 'column', row_number() over (partition by own.oid order by a.attnum),
            quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
            a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)
        )
        from own
        join pg_attribute as a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        union all
        -- Since 18, NOT NULL is one as well.
        select own.oid, concat_ws(' ', 'constraint', quote_ident(k.conname), pg_get_constraintdef(k.oid))
        from own
        join pg_constraint as k on k.conrelid = own.oid and k.contype <> 'n'
        union all
        select own.oid, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
        from own
        join pg_index as i on i.indrelid = own.oid
        union all
        select own.oid, pg_get_triggerdef(t.oid)
        from own
        join pg_trigger as t on t.tgrelid = own.oid and not t.tgisinternal
        union all
        select own.oid, pg_get_ruledef(r.oid)
        from own
        join pg_rewrite as r on r.ev_class = own.oid
        union all
        select own.oid, concat_ws(
            ' ', 'policy', quote_ident(p.polname), p.polcmd, p.polpermissive,
            pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        )
        from own
        join pg_policy as p on p.polrelid = own.oid
    )
    select
        part.oid::regclass::text,
        pggit_internal.sha256_hex(string_agg(part.definition, ', ' order by part.definition collate "C"))
    from part
    group by part.oid
$$;

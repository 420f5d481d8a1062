-- Makes the two tables of an overlay. No foreign keys: a branch is held against them when it is merged.
create or replace function pggit_internal.make_overlay(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_own text := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    v_base text := format('%I.%I', p_branch.schema_name, p_branch.base_name);
    v_name text;
    v_statement text;
begin
    foreach v_name in array array[v_own, v_base] loop
        execute format(
            'create table %s (
                like %s including generated including storage including compression,
                %s boolean not null,
                primary key (%s)
            )',
            v_name, p_shape.table_name, p_shape.marker, pggit_internal.each_column(p_shape.key_columns, '%s')
        );
    end loop;
    -- A row of its own that says "deleted" is the row that was there: it may break a check that is not valid.
    for v_statement in
        select format(
            'alter table %s %s',
            v_own,
            string_agg(
                format(
                    'add constraint %I check (%s or (%s))',
                    c.conname, p_shape.marker, pg_get_expr(c.conbin, c.conrelid)
                ),
                ', ' order by c.conname
            )
        )
        from pg_constraint as c
        where c.conrelid = p_shape.table_oid and c.contype = 'c'
            and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)  -- from PostgreSQL 18
        having count(*) > 0
    loop
        execute v_statement;
    end loop;
    -- What is saved must not fail: that would fail a writer of the source. Values are taken as they are.
    for v_statement in
        select format(
            'alter table %s %s',
            v_base,
            string_agg(
                format(
                    'alter column %I drop %s',
                    a.attname, case when a.attgenerated = 's' then 'expression' else 'not null' end
                ),
                ', ' order by a.attnum
            )
        )
        from pg_attribute as a
        where a.attrelid = p_shape.table_oid and a.attnum > 0 and not a.attisdropped
            and (a.attgenerated = 's' or a.attnotnull and pggit_internal.quoted(a.attname) <> all (p_shape.key_columns))
        having count(*) > 0
    loop
        execute v_statement;
    end loop;
end
$$;

-- Makes the view of a data branch, and the functions behind it.
-- SECURITY DEFINER: as the table's owner, whose the overlay is; rights on the view are enough to write it.
create or replace function pggit_internal.make_branch_view(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_view text := format('%I.%I', p_branch.schema_name, p_branch.relation_name);
    v_read text := format('%I.%I()', p_branch.schema_name, p_branch.read_name);
    v_write text := format('%I.%I()', p_branch.schema_name, p_branch.write_name);
    v_column record;
begin
    execute (
        select format(
            'create function %s returns table (%s) language sql stable as %L',
            v_read,
            string_agg(format('%I %s', a.attname, format_type(a.atttypid, -1)), ', ' order by a.attnum),
            pggit_internal.read_body(p_branch, p_shape, p_source)
        )
        from pg_attribute as a
        where a.attrelid = p_shape.table_oid and a.attnum > 0 and not a.attisdropped
    );
    execute format('create view %s as %s', v_view, pggit_internal.view_query(p_branch, p_shape));
    execute format(
        'create view %I.%I as %s',
        p_branch.schema_name, p_branch.stem || '__keys', pggit_internal.keys_query(p_branch, p_shape)
    );
    for v_column in
        select a.attname, pg_get_expr(d.adbin, d.adrelid) as default
        from pg_attribute as a
        join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = p_shape.table_oid and a.attgenerated = ''
    loop
        execute format(
            'alter view %s alter column %I set default %s',
            v_view,
            v_column.attname,
            -- By name, so that the view does not keep the table's own sequence from being dropped with it.
            regexp_replace(
                v_column.default,
                '^nextval\((''(?:[^'']|'''')*'')::regclass\)$',
                'nextval(\1::text::regclass)'
            )
        );
    end loop;
    execute format(
        'create function %s returns trigger language plpgsql security definer '
        'set search_path = pg_catalog, pg_temp as %L',
        v_write, pggit_internal.write_body(p_branch, p_shape, p_source)
    );
    execute format(
        'create trigger "1_lock" before insert or update or delete on %s '
        'for each statement execute function pggit_internal.lock_written_branch()',
        v_view
    );
    execute format(
        'create trigger "2_write" instead of insert or update or delete on %s '
        'for each row execute function %s',
        v_view, v_write
    );
end
$$;

-- Makes the function and the triggers that save the source's rows. They fire whatever
-- session_replication_role says. A trigger is found by every writer, also by one whose snapshot is older than
-- the branch.
-- SECURITY DEFINER: as the table's owner, whose the overlay is; who writes the table has no rights on it.
create or replace function pggit_internal.make_save_triggers(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_save text := format('%I.%I()', p_branch.schema_name, p_branch.save_name);
    v_event record;
begin
    execute format(
        'create function %s returns trigger language plpgsql security definer '
        'set search_path = pg_catalog, pg_temp as %L',
        v_save, pggit_internal.save_body(p_branch, p_shape, p_source)
    );
    if p_branch.source_id is not null then
        execute format(
            'create trigger %I instead of insert or update or delete on %s for each row execute function %s',
            p_branch.stem || '__save', p_source, v_save
        );
        return;
    end if;
    for v_event in
        select * from (values
            ('insert', 'after', 'referencing new table as new_rows'),
            ('update', 'after', 'referencing old table as old_rows new table as new_rows'),
            ('delete', 'after', 'referencing old table as old_rows'),
            ('truncate', 'before', '')
        ) as event (name, moment, tables)
    loop
        execute format(
            'create trigger %I %s %s on %s %s for each statement execute function %s',
            p_branch.stem || '__' || v_event.name, v_event.moment, v_event.name, p_source, v_event.tables,
            v_save
        );
    end loop;
    -- All at once: pggit leaves them out of the table's definition from then on.
    execute format(
        'alter table %s enable always trigger %I, enable always trigger %I, '
        'enable always trigger %I, enable always trigger %I',
        p_source, p_branch.stem || '__insert', p_branch.stem || '__update',
        p_branch.stem || '__delete', p_branch.stem || '__truncate'
    );
end
$$;

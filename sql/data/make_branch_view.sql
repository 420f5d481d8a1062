-- List the views and functions of a data branch, in the order in which they can be made, as the rest of a
-- CREATE or CREATE OR REPLACE statement.
-- SECURITY DEFINER: what writes and saves runs as the table's owner, whose the overlay is; rights on the
-- view or on the table are enough to write it.
create or replace function pggit_internal.overlay_statements(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns table (part text, statement text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_trigger constant text := 'function %I.%I() returns trigger language plpgsql security definer '
        'set search_path = pg_catalog, pg_temp as %L';
begin
    return query
    select 'read', format(
        'function %I.%I() returns table (%s) language sql stable as %L',
        p_branch.schema_name,
        p_branch.read_name,
        string_agg(format('%I %s', a.attname, format_type(a.atttypid, -1)), ', ' order by a.attnum),
        pggit_internal.read_body(p_branch, p_shape, p_source)
    )
    from pg_attribute as a
    where a.attrelid = p_shape.table_oid and a.attnum > 0 and not a.attisdropped;

    return query
    values
        ('view', format(
            'view %I.%I as %s',
            p_branch.schema_name, p_branch.relation_name, pggit_internal.view_query(p_branch, p_shape)
        )),
        ('keys', format(
            'view %I.%I as %s',
            p_branch.schema_name, p_branch.stem || '__keys', pggit_internal.keys_query(p_branch, p_shape)
        )),
        ('write', format(
            c_trigger, p_branch.schema_name, p_branch.write_name,
            pggit_internal.write_body(p_branch, p_shape, p_source)
        )),
        ('save', format(
            c_trigger, p_branch.schema_name, p_branch.save_name,
            pggit_internal.save_body(p_branch, p_shape, p_source)
        ));
end
$$;

-- Return the statement that gives columns of a data branch's view the defaults of the table's; null for none.
create or replace function pggit_internal.defaults_statement(
    p_branch pggit.data_branches, p_table oid, p_columns smallint[]
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
    select format('alter view %I.%I ', (p_branch).schema_name, (p_branch).relation_name) || string_agg(
        format(
            'alter column %I %s',
            a.attname,
            case when d.oid is null then 'drop default' else 'set default ' || regexp_replace(
                pg_get_expr(d.adbin, d.adrelid),
                -- By name, so that the view does not keep the table's own sequence from being dropped with
                -- it.
                '^nextval\((''(?:[^'']|'''')*'')::regclass\)$',
                'nextval(\1::text::regclass)'
            ) end
        ),
        ', ' order by a.attnum
    )
    from pg_attribute as a
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = p_table and a.attnum = any (p_columns)
$$;

-- Make the views of a data branch, and the functions behind them.
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
    v_statement text;
begin
    for v_statement in
        select 'create ' || s.statement from pggit_internal.overlay_statements(p_branch, p_shape, p_source) as s
        union all
        select d.statement
        from pggit_internal.defaults_statement(
            p_branch, p_shape.table_oid,
            array(
                select a.attnum from pg_attribute as a
                where a.attrelid = p_shape.table_oid and a.atthasdef and a.attgenerated = ''
            )
        ) as d (statement)
        where d.statement is not null
    loop
        execute v_statement;
    end loop;
    execute format(
        'create trigger "1_lock" before insert or update or delete on %s '
        'for each statement execute function pggit_internal.lock_written_branch()',
        v_view
    );
    execute format(
        'create trigger "2_write" instead of insert or update or delete on %s '
        'for each row execute function %I.%I()',
        v_view, p_branch.schema_name, p_branch.write_name
    );
end
$$;

-- Make the triggers that save the source's rows. They fire whatever session_replication_role says. A
-- trigger is found by every writer, also by one whose snapshot is older than the branch.
create or replace function pggit_internal.make_save_triggers(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_save text := format('%I.%I()', p_branch.schema_name, p_branch.save_name);
    v_event record;
begin
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
    perform pggit_internal.make_row_trigger(p_branch, p_source);
end
$$;

-- Make the trigger that saves rows which a subscription changes: to apply changes fires no trigger for
-- statements. It fires for nothing else, and costs other sessions nothing.
create or replace function pggit_internal.make_row_trigger(p_branch pggit.data_branches, p_source text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'create trigger %1$I after insert or update or delete on %2$s for each row execute function %3$I.%4$I()',
        p_branch.stem || '__row', p_source, p_branch.schema_name, p_branch.save_name
    );
    execute format('alter table %s enable replica trigger %I', p_source, p_branch.stem || '__row');
end
$$;

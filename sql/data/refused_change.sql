-- Whether a data branch is finished: one that is being made is changed by its own DDL.
create or replace function pggit_internal.is_sealed_data_branch(p_id integer)
returns boolean
language sql
stable
begin atomic
    select coalesce(
        (
            select l.row_hash is not null
            from pggit_internal.ledger as l
            where l.table_name = 'data_branches' and l.row_key = p_id::text
            order by l.id desc
            limit 1
        ),
        false
    );
end;

-- Whether a data branch is guarded: it is finished, and no statement is being carried over to it.
create or replace function pggit_internal.is_guarded_data_branch(p_id integer)
returns boolean
language sql
stable
begin atomic
    select pggit_internal.is_sealed_data_branch(p_id) and not pggit_internal.is_carrying();
end;

-- Return that a data branch does not allow a statement. The event trigger raises it (refusal_message()): the
-- error's context is then one line, and not as long as the way to where it was found.
create or replace function pggit_internal.refusal(
    p_branch pggit.data_branches, p_detail text default null, p_hint text default null
)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'table', format('%I.%I', p_branch.schema_name, p_branch.table_name),
        'branch', p_branch.branch_name,
        'detail', p_detail,
        'hint', coalesce(
            p_hint,
            'Merge the table''s data branches and drop them: pggit.drop_data_branch(). What carries over is '
            'a column that is null or has a constant default, an index that is not unique, a default, and '
            'a check that is NOT VALID.'
        )
    )
$$;

-- Return the statement that an event trigger is at, by its tag and what it names: of ALTER TABLE ... DROP
-- what it drops, else the object.
create or replace function pggit_internal.statement_at_command_end(p_command_tag text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return concat_ws(' ', p_command_tag, (
        select case
            when c.objsubid > 0 then (pg_identify_object(c.classid, c.objid, 0)).identity else c.object_identity
        end
        from pg_event_trigger_ddl_commands() as c
        limit 1
    ));
end
$$;

create or replace function pggit_internal.statement_at_sql_drop(p_command_tag text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(
        (
            select case
                when d.object_type in ('table column', 'table constraint') and p_command_tag like 'ALTER %'
                    then format(
                        '%s %I.%I DROP %s %I',
                        p_command_tag, d.address_names[1], d.address_names[2],
                        upper(replace(d.object_type, 'table ', '')), d.address_names[3]
                    )
                else p_command_tag || ' ' || pggit_internal.without_needless_quotes(d.object_identity)
            end
            from pg_event_trigger_dropped_objects() as d
            where d.original and p_command_tag <> 'DROP OWNED'
            limit 1
        ),
        p_command_tag
    );
end
$$;

-- Return the message of a refusal.
create or replace function pggit_internal.refusal_message(p_statement text, p_refusal jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        '%s: table %s has the data branch %L%s',
        p_statement, p_refusal ->> 'table', p_refusal ->> 'branch', ': ' || (p_refusal ->> 'detail')
    )
$$;

-- Return why an object that was changed or dropped must not be (pggit_internal.refusal): it is a table with
-- data branches, a schema with such a table, or part of a data branch. p_object_type and p_identity are as
-- pg_identify_object() gave them before the change. A part is known by its name, as it may be of another
-- type by now.
create or replace function pggit_internal.refused_change(p_object_type text, p_identity text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_identity constant text := pggit_internal.spelled_alike(p_identity);
    v_branch pggit.data_branches;
begin
    select b.* into v_branch
    from pggit.data_branches as b
    where pggit_internal.is_guarded_data_branch(b.id)
        and (
            p_object_type = 'table'
            and v_identity = pggit_internal.spelled_alike(format('%I.%I', b.schema_name, b.table_name))
            or p_object_type = 'schema' and v_identity = pggit_internal.spelled_alike(quote_ident(b.schema_name))
            or exists (
                select from pggit_internal.data_branch_objects() as o
                where o.branch_id = b.id and pggit_internal.spelled_alike(o.identity) = v_identity
                    and (o.object_type = 'trigger') = (p_object_type = 'trigger')
            )
        )
    order by b.id
    limit 1;
    return case when found then pggit_internal.refusal(v_branch) end;
end
$$;

-- Return why a statement must not have dropped what it dropped: a table with data branches, a part of one, or
-- a column or constraint of the table (one that is made again in the same statement has lost its rows, and
-- the definition would not tell). A default goes with its sequence or function, unless the table gave it up.
create or replace function pggit_internal.refused_drop(p_command_tag text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select r.refusal
        from pg_event_trigger_dropped_objects() as d
        cross join lateral (
            select case
                when d.object_type in ('table column', 'table constraint')
                    or d.object_type = 'default value' and p_command_tag <> 'ALTER TABLE'
                    then pggit_internal.refused_change('table', format('%I.%I', d.address_names[1], d.address_names[2]))
                else pggit_internal.refused_change(
                    d.object_type, pggit_internal.without_needless_quotes(d.object_identity)
                )
            end
        ) as r (refusal)
        where r.refusal is not null
        limit 1
    );
end
$$;

-- Lock what fsck is going to read of a data branch, so that it stays what it was when it was looked at;
-- returns whether the names still stand for the same relations. A branch that is being dropped needs no
-- look. VOLATILE, because others may not lock.
create or replace function pggit_internal.holds_still(p_relations text[], p_oids oid[])
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('lock table only %s in access share mode', array_to_string(p_relations, ', only '));
    return array(select to_regclass(r.name)::oid from unnest(p_relations) as r (name)) = p_oids;
exception when undefined_table or wrong_object_type or invalid_schema_name then
    return false;
end
$$;

-- Return the keys of a data branch's own rows that hide a row which its source never had. Locks what it
-- reads, and waits no longer than 1 ms for that. Nothing where it is no longer what p_oids says.
create or replace function pggit_internal.keys_that_hide_nothing(
    p_branch pggit.data_branches, p_table oid, p_relations text[], p_oids oid[]
)
returns text[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '1ms'
-- The planner would fold what is in CHECK constraints.
set constraint_exclusion = off
as $$
declare
    -- Since August 2024, a session may restrict the views that it reads.
    c_restriction constant text := 'restrict_nonsystem_relation_kind';
    v_shape pggit_internal.shape;
    v_keys text[];
begin
    if not pggit_internal.holds_still(p_relations, p_oids) then
        return null;
    end if;
    if current_setting(c_restriction, true) <> '' then
        perform set_config(c_restriction, '', true);  -- to the end of the caller's subtransaction
    end if;
    select s.* into v_shape from pggit_internal.table_shape(p_table) as s;
    execute format(
        'select array_agg(row(%1$s)::text) from only %2$s as k where k.%3$s and case
            when exists (select from only %4$s as b where %5$s)
                then exists (select from only %4$s as b where %5$s and b.%3$s)
            else not exists (select from only %6$s as s where %7$s)
        end',
        -- Not as JSON: a type's cast to it would be its owner's code, run with our rights.
        pggit_internal.each_column(v_shape.key_columns, 'k.%s'),
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        v_shape.marker,
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        pggit_internal.same_key(v_shape, 'b', 'k'),
        pggit_internal.data_branch_relation(p_table, coalesce(p_branch.source_id, 0)),
        pggit_internal.same_key(v_shape, 's', 'k')
    ) into v_keys;
    return v_keys;
end
$$;

-- List those keys, and keep no lock, as pggit_internal.look_at() does. Only for a branch whose parts, and
-- those of the branches that it comes from, are as pggit made them. Reads rows with the caller's rights. A
-- superuser's rights go nowhere near what another role's code could be planned into: the rows of such a
-- branch are for its owner's fsck to look at.
create or replace function pggit_internal.rows_that_hide_nothing(
    p_branch pggit.data_branches, p_lock_timeout text
)
returns table (object text, keys text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    c_own constant text := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    c_started constant timestamptz := clock_timestamp();
    v_relations text[];
    v_oids oid[];
    v_path integer[] := array_remove(pggit_internal.data_branch_path(p_branch.id), 0);
    v_table oid := pggit_internal.relation_oid(p_branch.schema_name, p_branch.table_name, 'r');
    v_keys text[];
begin
    -- The branch, those that it comes from, and the table.
    select array_agg(part.name order by part.name), array_agg(part.oid order by part.name)
    into v_relations, v_oids
    from (
        select format('%I.%I', n.nspname, c.relname), c.oid
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.oid = v_table
        union
        select o.identity, c.oid
        from pggit_internal.data_branch_objects() as o
        join pg_namespace as n on n.nspname = o.schema_name
        join pg_class as c on c.relnamespace = n.oid and c.relname = o.object_name
        where o.branch_id = any (v_path) and o.object_type in ('view', 'table')
    ) as part (name, oid);
    if v_table is null
        or (
            (pggit_internal.can_be_superuser(current_user) or pggit_internal.can_be_superuser(session_user))
            and (
                not (select r.rolsuper from pg_class as c join pg_roles as r on r.oid = c.relowner where c.oid = v_table)
                or pggit_internal.has_code_of_others(v_table)
            )
        )
        or not has_schema_privilege((select c.relnamespace from pg_class as c where c.oid = v_table), 'USAGE')
        or exists (select from unnest(v_oids) as r (oid) where not has_table_privilege(r.oid, 'SELECT'))
    then
        return;
    end if;
    loop
        begin
            v_keys := pggit_internal.keys_that_hide_nothing(p_branch, v_table, v_relations, v_oids);
            raise exception 'release the locks' using errcode = 'VC999';
        exception
            when sqlstate 'VC999' then
                return query select c_own, k.keys from unnest(v_keys) as k (keys);
                return;
            when lock_not_available or deadlock_detected then
                null;
        end;
        perform pggit_internal.make_way(c_own, c_started, p_lock_timeout);
    end loop;
end
$$;

-- Whether pggit keeps its promises here and now: one row for each that can be tried in place, in less than
-- a second. The trial makes a schema, records and commits it, and rolls all of that back. Where that cannot
-- be done (on a standby, in a read-only transaction, by a role that may not create schemas or commit),
-- is_kept is null for what it would try, and detail says why.
create or replace function pggit.self_test()
returns table (promise text, is_kept boolean, detail text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_schema text := 'pggit_self_test_' || left(gen_random_uuid()::text, 8);
    v_table text := v_schema || '.t';
    v_versions text[];
    v_hashes text[];
    v_commits text[];
    v_statuses text[];
    v_ids text[];
    v_untried text := case
        when pg_is_in_recovery() then 'the server is a standby'
        when current_setting('transaction_read_only')::boolean then 'the transaction is read-only'
        when not has_database_privilege(current_database(), 'CREATE')
            then format('role %I may not create schemas in database %I', current_user, current_database())
        when not has_function_privilege('pggit.commit_changes(text, text, text)', 'EXECUTE')
            then format('role %I may not call pggit.commit_changes()', current_user)
    end;
begin
    if v_untried is null then
        begin
            execute format('create schema %I', v_schema);
            execute format('create table %I.t (id integer primary key)', v_schema);
            v_versions := array[(select g.full_version from pggit.get_version(v_table) as g)];
            v_hashes := array[pggit.calculate_schema_hash(v_table)];
            v_commits := array[pggit.commit_changes(v_schema, 'self test')];
            v_statuses := array(select s.change from pggit.status(v_schema) as s where s.change <> 'unsupported');
            execute format('alter table %I.t add column note text', v_schema);
            v_versions := v_versions || (select g.full_version from pggit.get_version(v_table) as g);
            v_hashes := v_hashes || pggit.calculate_schema_hash(v_table);
            v_statuses := v_statuses
                || array(select s.change from pggit.status(v_schema) as s where s.change <> 'unsupported');
            execute format('alter table %I.t drop column note', v_schema);
            v_versions := v_versions || (select g.full_version from pggit.get_version(v_table) as g);
            v_hashes := v_hashes || pggit.calculate_schema_hash(v_table);
            v_commits := v_commits || pggit.commit_changes(v_schema, 'self test');
            v_commits := v_commits || array(select l.hash from pggit.log(v_schema, 2) as l);
            raise exception 'the trial is over' using errcode = 'VC999';
        exception when sqlstate 'VC999' then
            null;  -- variables keep their values, the database does not
        end;
    end if;
    v_ids := array(select pggit.generate_trinity_id() from generate_series(1, 100));

    return query
    select
        t.promise,
        case when v_untried is null or not t.needs_trial then coalesce(t.is_kept, false) end,
        case when v_untried is null or not t.needs_trial then t.detail else 'not tried: ' || v_untried end
    from (values
        (
            true,
            'every change of the schema is recorded with its version',
            v_versions = array['1.0.0', '1.1.0', '2.0.0'],
            'create, add a column, drop it: ' || array_to_string(v_versions, ', ', 'none')
        ),
        (
            true,
            'equal definitions have equal hashes, different ones different',
            v_hashes[1] = v_hashes[3] and v_hashes[1] <> v_hashes[2],
            array_to_string(v_hashes, ', ', 'none')
        ),
        (
            true,
            'a commit has the one before it as its parent, and is in the log',
            v_commits[1:2] = array[v_commits[4], v_commits[3]],
            array_to_string(v_commits, ', ', 'none')
        ),
        (
            true,
            'the status is what changed since the commit',
            v_statuses = array['modified'],
            array_to_string(v_statuses, ', ', 'none')
        ),
        (
            true,
            'what is rolled back leaves no trace',
            to_regnamespace(v_schema) is null
                and not exists (select from pggit.branches as b where b.name = v_schema)
                and not exists (select from pggit.get_history(v_table)),
            v_schema
        ),
        (
            false,
            'Trinity IDs are well-formed and do not repeat',
            (
                select count(distinct i.id) = 100 and bool_and(i.id ~ '^\d{20}-[0-9a-z]{6}-[0-9a-f]{8}$')
                from unnest(v_ids) as i (id)
            ),
            v_ids[1]
        ),
        (
            false,
            'nobody is granted to write pggit''s tables',
            not exists (
                select
                from pg_class as c
                cross join lateral aclexplode(c.relacl) as a
                where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
                    and a.grantee <> c.relowner
                    and a.privilege_type <> 'SELECT'
            ),
            'grants on tables of pggit and pggit_internal'
        ),
        (
            false,
            'event triggers and tables are as pggit made them',
            not exists (select from pggit_internal.check_installation()),
            coalesce(
                (select string_agg(f.check_name || ' ' || f.object, ', ') from pggit_internal.check_installation() as f),
                'nothing is missing'
            )
        )
    ) as t (needs_trial, promise, is_kept, detail);
end
$$;

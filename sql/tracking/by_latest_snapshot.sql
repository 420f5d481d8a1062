-- Reading the catalogs as they are, under REPEATABLE READ and SERIALIZABLE too. DDL works on the catalogs as
-- they are, but a query of its transaction reads them by the transaction's snapshot: it misses a view that
-- another session has made since, and finds the row of a table twice that another session has changed since.
--
-- One kind of query is run by the latest snapshot at every isolation level: that of a foreign key which
-- looks for the rows that refer to a deleted one (ri_PerformCheck() in PostgreSQL's ri_triggers.c). A
-- STABLE function reads by the snapshot of the query that calls it, so a STABLE trigger of that query
-- sees what the query sees. So a question is a row with a key, and deleting the key answers it.
--
-- Each question has its own row in both tables, and only while it is asked: for all others they are empty.
-- The key is new each time: of a transaction's statements, each would read past the rows of those before.
do $$
begin
    if exists (
        select from pg_attribute
        where attrelid = to_regclass('pggit_internal.question_keys') and attname = 'id'
            and atttypid <> 'bigint'::regtype  -- before 0.2.0's end
    ) then
        drop table pggit_internal.questions, pggit_internal.question_keys;
    end if;
end
$$;

create unlogged table if not exists pggit_internal.question_keys (id bigint primary key);

-- That the key is there is checked when the transaction ends, and then the row is gone: no look at all.
create unlogged table if not exists pggit_internal.questions (
    id bigint primary key references pggit_internal.question_keys on delete cascade
        deferrable initially deferred,
    topic text not null,
    argument jsonb
);

-- Answer a question whose key is deleted. STABLE, for the snapshot of the query that fires it. The answer
-- goes into a setting, which lasts as long as the function that asks.
create or replace function pggit_internal.answer_question()
returns trigger
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('pggit_internal.answer', (case old.topic
        when 'commands' then pggit_internal.changes_by_commands(old.argument ->> 0)
        when 'drops' then pggit_internal.changes_by_drops(old.argument ->> 0)
        when 'rights' then jsonb_build_array(pggit_internal.rights_statement((old.argument ->> 0)::integer))
        when 'branched' then pggit_internal.carrying_plan(old.argument)
        when 'defect' then pggit_internal.first_defect(old.argument)
        when 'object' then pggit_internal.seen((old.argument ->> 0)::oid, (old.argument ->> 1)::oid)
        when 'children' then (
            select jsonb_agg(to_jsonb(c)) from pggit_internal.children((old.argument ->> 1)::oid) as c
        )
        when 'readers' then (
            select jsonb_agg(to_jsonb(r))
            from pggit_internal.readers((old.argument ->> 1)::oid, old.argument ->> 2) as r
        )
        when 'dependents' then (
            select jsonb_agg(to_jsonb(d))
            from pggit_internal.dependents((old.argument ->> 0)::oid, (old.argument ->> 1)::oid) as d
        )
        when 'renamed' then to_jsonb(pggit_internal.find_renamed(
            old.argument ->> 'object_type', old.argument ->> 'identity', old.argument -> 'definition',
            old.argument ->> 'definition_hash', old.argument ->> 'was'
        ))
    end)::text, false);
    return old;
end
$$;

do $$
begin
    if not exists (
        select from pg_trigger
        where tgrelid = 'pggit_internal.questions'::regclass and tgname = 'answer_question'
    ) then
        create trigger answer_question
            before delete on pggit_internal.questions
            for each row execute function pggit_internal.answer_question();
    end if;
end
$$;

-- Return the answer to a question by the latest snapshot (topics: pggit_internal.answer_question). The
-- second setting is for sessions that switch triggers off.
create or replace function pggit_internal.by_latest_snapshot(p_topic text, p_argument jsonb default null)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set "pggit_internal.answer" = ''
set session_replication_role = origin
as $$
declare
    v_id constant bigint := pggit_internal.new_id();
begin
    with key as (
        insert into pggit_internal.question_keys (id) values (v_id)
    )
    insert into pggit_internal.questions (id, topic, argument) values (v_id, p_topic, p_argument);
    delete from pggit_internal.question_keys as k where k.id = v_id;
    return nullif(current_setting('pggit_internal.answer'), '')::jsonb;
end
$$;

-- Whether this transaction reads by a snapshot that may be older than what its DDL works on.
create or replace function pggit_internal.has_old_snapshot()
returns boolean
language sql
stable
return current_setting('transaction_isolation') in ('repeatable read', 'serializable');

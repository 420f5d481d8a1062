-- Reading the catalogs as they are, under REPEATABLE READ and SERIALIZABLE too. DDL works on the catalogs as
-- they are, but a query of its transaction reads them by the transaction's snapshot: it misses a view that
-- another session has made since, and finds the row of a table twice that another session has changed since.
--
-- One kind of query is run by the latest snapshot at every isolation level: that of a foreign key which
-- looks for the rows that refer to a deleted one (ri_PerformCheck() in PostgreSQL's ri_triggers.c). A
-- STABLE function reads by the snapshot of the query that calls it, so a STABLE trigger of that query
-- sees what the query sees. So a question is a row with a key, and deleting the key answers it.
--
-- Each transaction has its own rows, and only while it asks: for all others both tables are empty.
create unlogged table if not exists pggit_internal.question_keys (id xid8 primary key);

create unlogged table if not exists pggit_internal.questions (
    asker xid8 not null,  -- the transaction
    key_id xid8 references pggit_internal.question_keys on delete set null,
    topic text not null,
    argument jsonb,
    answer jsonb
);

create index if not exists questions_asker on pggit_internal.questions (asker);
create index if not exists questions_key on pggit_internal.questions (key_id);

-- Answer a question that has lost its key. STABLE, for the snapshot of the query that fires it.
create or replace function pggit_internal.answer_question()
returns trigger
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    new.answer := case new.topic
        when 'commands' then pggit_internal.changes_by_commands()
        when 'drops' then pggit_internal.changes_by_drops(new.argument ->> 0)
        when 'rights' then jsonb_build_array(pggit_internal.rights_statement((new.argument ->> 0)::integer))
        when 'branched' then pggit_internal.carrying_plan(new.argument)
        when 'defect' then pggit_internal.first_defect(new.argument)
        when 'object' then pggit_internal.seen((new.argument ->> 0)::oid, (new.argument ->> 1)::oid)
        when 'children' then (
            select jsonb_agg(to_jsonb(c)) from pggit_internal.children((new.argument ->> 1)::oid) as c
        )
        when 'dependents' then (
            select jsonb_agg(to_jsonb(d))
            from pggit_internal.dependents((new.argument ->> 0)::oid, (new.argument ->> 1)::oid) as d
        )
        when 'renamed' then to_jsonb(pggit_internal.find_renamed(
            new.argument ->> 'object_type', new.argument ->> 'identity', new.argument ->> 'definition_hash',
            new.argument ->> 'was'
        ))
    end;
    return new;
end
$$;

do $$
begin
    if not exists (
        select from pg_trigger
        where tgrelid = 'pggit_internal.questions'::regclass and tgname = 'answer_question'
    ) then
        create trigger answer_question
            before update on pggit_internal.questions
            for each row execute function pggit_internal.answer_question();
    end if;
end
$$;

-- Return the answer to a question by the latest snapshot (topics: pggit_internal.answer_question). The
-- setting is for sessions that switch triggers off.
create or replace function pggit_internal.by_latest_snapshot(p_topic text, p_argument jsonb default null)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set session_replication_role = origin
as $$
declare
    v_asker constant xid8 := pg_current_xact_id();
    v_answer jsonb;
begin
    insert into pggit_internal.question_keys (id) values (v_asker);
    insert into pggit_internal.questions (asker, key_id, topic, argument)
    values (v_asker, v_asker, p_topic, p_argument);
    delete from pggit_internal.question_keys as k where k.id = v_asker;
    delete from pggit_internal.questions as q where q.asker = v_asker returning q.answer into v_answer;
    return v_answer;
end
$$;

-- Whether this transaction reads by a snapshot that may be older than what its DDL works on.
create or replace function pggit_internal.has_old_snapshot()
returns boolean
language sql
stable
return current_setting('transaction_isolation') in ('repeatable read', 'serializable');

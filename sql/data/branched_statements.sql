-- What the DDL statement that a transaction is running does to data branches: while it is carried over to
-- them a row without a refusal, for which the guard of their parts steps aside; then, where it cannot be
-- carried over, a row with what it is refused for, which the event trigger raises as its last step. Only
-- functions of pggit write it, and none leaves a row: for other transactions it is empty.
create unlogged table if not exists pggit_internal.branched_statements (
    transaction xid8 primary key,
    refusal jsonb
);

-- Return whether the current transaction is carrying a statement over to data branches.
create or replace function pggit_internal.is_carrying()
returns boolean
language sql
stable
begin atomic
    select exists (
        select from pggit_internal.branched_statements as s
        where s.transaction = pg_current_xact_id_if_assigned() and s.refusal is null
    );
end;

-- Return what the current statement is refused for (pggit_internal.refusal); null where it is not.
create or replace function pggit_internal.noted_refusal()
returns jsonb
language sql
stable
begin atomic
    select s.refusal
    from pggit_internal.branched_statements as s
    where s.transaction = pg_current_xact_id_if_assigned();
end;

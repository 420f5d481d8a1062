-- What writes the record: called by the owner, and by roles that were given pggit.grant_writer(). The private
-- ones keep the record of what runs with the caller's rights: migrations and data branches.
create or replace function pggit_internal.writing_functions()
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array[
        'pggit.apply_migration(text, text, text, text)',
        'pggit.begin_migration(text, text)',
        'pggit.checkout(text, boolean)',
        'pggit.commit_changes(text, text, text)',
        'pggit.complete_migration(text)',
        'pggit.create_branch(text, text)',
        'pggit.create_data_branch(text, text, text)',
        'pggit.create_tag(text, text)',
        'pggit.delete_branch(text, boolean)',
        'pggit.delete_branch_simple(text)',
        'pggit.drop_data_branch(text, text)',
        'pggit.fail_migration(text, text)',
        'pggit.merge_data_branch(text, text, text, text)',
        'pggit.repair(text, boolean)',
        'pggit.rollback_migration(text)',
        'pggit_internal.claim_migration(text)',
        'pggit_internal.claim_rollback(text)',
        'pggit_internal.enter_data_branch(oid, text, integer)',
        'pggit_internal.enter_checkout()',
        'pggit_internal.leave_checkout(text, text, bigint[], jsonb)',
        'pggit_internal.lock_data_branches(integer[])',
        'pggit_internal.lock_written_branch()',
        'pggit_internal.record_applied(text, text, text, text)',
        'pggit_internal.record_rolled_back(text)',
        'pggit_internal.remove_data_branch(oid, integer)',
        'pggit_internal.seal_data_branch(integer)'
    ];
end
$$;

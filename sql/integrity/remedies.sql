-- What repair() does about each thing that fsck() and detect_drift() find; null where only a person can
-- tell what was there before. In the order in which it is done.
create or replace function pggit_internal.remedies()
returns table (check_name text, remedy text)
language sql
stable
begin atomic
    select r.check_name, r.remedy
    from (values
        (1, 'event_trigger', 'make it anew, enabled for all sessions'),
        (2, 'drift', 'record what the catalog holds'),
        (3, 'unused_statement', 'delete it'),
        (4, 'pending_step', 'have the next commit make the live tree anew'),
        (5, 'live_tree', 'have the next commit make the live tree anew'),
        (6, 'unused_tree', 'delete it'),
        (7, 'unused_definition', 'delete it'),
        (8, 'policy_role', 'note which roles the policies name'),
        (null, 'ambiguous_ref', null),
        (null, 'branch_name', null),
        (null, 'commit_hash', null),
        (null, 'cyclic_parent', null),
        (null, 'data_branch', null),
        (null, 'definition_hash', null),
        (null, 'event_triggers_off', null),
        (null, 'forked_branch', null),
        (null, 'history_gap', null),
        (null, 'history_seal', null),
        (null, 'history_start', null),
        (null, 'history_without_object', null),
        (null, 'ledger', null),
        (null, 'migration_checksum', null),
        (null, 'missing_branch', null),
        (null, 'missing_definition', null),
        (null, 'missing_head', null),
        (null, 'missing_main', null),
        (null, 'missing_parent', null),
        (null, 'missing_statement', null),
        (null, 'missing_tagged_commit', null),
        (null, 'missing_tree', null),
        (null, 'object_hash', null),
        (null, 'object_key', null),
        (null, 'object_twice', null),
        (null, 'object_without_history', null),
        (null, 'orphaned_overlay', null),
        (null, 'own_table', null),
        (null, 'partial_migration', null),
        (null, 'repository', null),
        (null, 'sealed_row', null),
        (null, 'statement_hash', null),
        (null, 'tree_hash', null),
        (null, 'trinity_id', null),
        (null, 'unreachable_commit', null),
        (null, 'version_goes_back', null)
    ) as r (position, check_name, remedy)
    order by r.position nulls last, r.check_name;
end;

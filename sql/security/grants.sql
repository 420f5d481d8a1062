-- Everybody may read the record; nobody but the owner may write it, directly or through a function.
-- Roles that shall write are given pggit.grant_writer().
grant usage on schema pggit, pggit_internal to public;
grant select on all tables in schema pggit, pggit_internal to public;

revoke execute on function
    pggit.create_branch(text, text),
    pggit.delete_branch(text, boolean),
    pggit.delete_branch_simple(text),
    pggit.commit_changes(text, text, text),
    pggit.repair(text, boolean),
    pggit.create_tag(text, text),
    pggit.apply_migration(text, text, text, text),
    pggit.rollback_migration(text),
    pggit.begin_migration(text, text),
    pggit.complete_migration(text),
    pggit.fail_migration(text, text),
    -- The record-keeping of migrations, whose scripts run with the caller's rights.
    pggit_internal.claim_migration(text),
    pggit_internal.record_applied(text, text, text, text),
    pggit_internal.claim_rollback(text),
    pggit_internal.record_rolled_back(text)
from public;

-- Everybody may read the record; nobody but the owner may write it, directly or through a function.
-- Roles that shall write are given pggit.grant_writer().
grant usage on schema pggit, pggit_internal to public;
grant select on all tables in schema pggit, pggit_internal to public;

revoke execute on function
    pggit.create_branch(text, text),
    pggit.delete_branch(text, boolean),
    pggit.delete_branch_simple(text),
    pggit.commit_changes(text, text, text),
    pggit.repair(text, boolean)
from public;

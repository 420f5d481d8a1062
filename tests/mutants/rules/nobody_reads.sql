-- promise: rules.rights
-- why: Other roles cannot read the record.
revoke select on pggit.commits from public;

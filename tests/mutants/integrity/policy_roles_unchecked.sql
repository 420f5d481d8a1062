-- promise: integrity.fsck
-- why: fsck does not look at which role a policy names.
select pg_temp.edit(
    'pggit_internal.check_policy_roles',
    $$where r.role <> all (policies.roles)$$,
    $$where false$$
);

-- promise: versions.hash-laws
-- why: Whom a policy is for does not count.
select pg_temp.edit(
    'pggit_internal.policy_definitions',
    $$when m.member = 0 then 'public' else pggit_internal.role_name(m.member) end$$,
    $$when true then 'public' end$$
);

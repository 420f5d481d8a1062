-- promise: rules.foreign-code
-- why: A superuser branches, compares and merges the tables of other roles.
select pg_temp.edit(
    'pggit_internal.check_trust',
    $$if found then$$,
    $$if false then$$
);

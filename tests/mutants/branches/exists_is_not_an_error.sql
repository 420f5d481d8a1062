-- promise: branches.create-race
-- why: A branch that exists is returned as if it were new.
select pg_temp.edit(
    'pggit.create_branch',
    'perform pggit_internal.check_new_ref(p_branch_name);',
    $$if pggit_internal.ref_kind(p_branch_name) = 'branch' then
        return (pggit_internal.live_branch(p_branch_name)).id;
    end if;$$
);

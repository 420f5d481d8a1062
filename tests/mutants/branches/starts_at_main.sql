-- promise: branches.list
-- why: A branch starts at main, whatever parent is named.
select pg_temp.edit(
    'pggit.create_branch',
    'v_parent := pggit_internal.live_branch(p_parent_branch);',
    $$v_parent := pggit_internal.live_branch('main');$$
);

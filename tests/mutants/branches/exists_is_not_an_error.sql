-- promise: branches.create-race
-- why: A branch that exists is returned as if it were new.
select pg_temp.edit(
    'pggit.create_branch',
    $$raise exception 'branch % exists already', quote_literal(p_branch_name)
            using errcode = '42710', hint = 'Choose another name, or delete the branch first.';$$,
    'return (pggit_internal.live_branch(p_branch_name)).id;'
);

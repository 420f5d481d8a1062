-- promise: refs.one-meaning
-- why: WORKTREE is a name like any other.
select pg_temp.edit(
    'pggit_internal.ref_kind',
    $$when p_name = 'WORKTREE' then 'WORKTREE'$$,
    ''
);

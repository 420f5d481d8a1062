-- promise: rules.errors
-- why: commit_changes answers null instead of its error.
select pg_temp.edit(
    'pggit.commit_changes',
    '    return v_commit.hash;',
    $$    return v_commit.hash;
exception when others then
    return null;$$
);

-- promise: rules.errors
-- why: A null message is taken for an empty one.
select pg_temp.edit(
    'pggit.commit_changes',
    'if p_message is null then',
    $$p_message := coalesce(p_message, '');
    if p_message is null then$$
);

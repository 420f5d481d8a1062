-- promise: rules.rights
-- why: Every role may commit.
grant execute on function pggit.commit_changes(text, text, text) to public;

-- promise: rules.rights
-- why: SECURITY DEFINER is lost: a writer needs rights on the tables.
alter function pggit.commit_changes(text, text, text) security invoker;

-- promise: rules.shadowing
-- why: commit_changes looks names up where the caller says, with the rights of its owner.
alter function pggit.commit_changes(text, text, text) reset search_path;

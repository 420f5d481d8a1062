-- promise: rules.shadowing
-- why: get_version and the hash look names up where the caller says.
alter function pggit_internal.find_object(text, name[]) reset search_path;

-- promise: rules.caller
-- why: SECURITY DEFINER is added: rows are merged with the rights of pggit's owner.
alter function pggit_internal.merge_found_branches(text, name[], text, text, text) security definer;

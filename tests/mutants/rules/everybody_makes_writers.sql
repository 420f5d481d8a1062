-- promise: rules.rights
-- why: Every role may call grant_writer.
grant execute on function pggit.grant_writer(name) to public;

-- promise: versions.hash-laws
-- why: A date in a default is written as the session's datestyle wants it.
alter function pggit_internal.definition(oid, oid) reset datestyle;

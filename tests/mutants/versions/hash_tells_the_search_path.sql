-- promise: versions.hash-laws
-- why: Names are written as the caller's search_path wants them.
alter function pggit_internal.definition(oid, oid) reset search_path;
alter function pggit_internal.column_definitions(oid, jsonb) reset search_path;
alter function pggit_internal.table_definition(oid) reset search_path;

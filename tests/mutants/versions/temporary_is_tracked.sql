-- promise: versions.kinds
-- why: Temporary objects are recorded, but for tables.
create or replace function pggit_internal.is_tracked_schema(p_schema oid)
returns boolean
language sql
stable
return p_schema::regnamespace::text !~ '^"?(pg_(catalog|toast)|(information_schema|pggit|pggit_internal)"?$)';

-- promise: versions.kinds
-- why: The cast that CREATE TYPE makes for a range is listed as something that pggit does not track.
select pg_temp.edit('pggit_internal.unsupported_objects', $$d.deptype = 'i'::"char"$$, 'false');

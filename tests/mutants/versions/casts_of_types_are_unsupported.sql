-- promise: versions.kinds
-- why: The cast that CREATE TYPE makes for a range is listed as something that pggit does not track.
do $$
begin
    execute format(
        'create or replace view pggit_internal.unsupported_objects as %s',
        replace(
            rtrim(pg_get_viewdef('pggit_internal.unsupported_objects'::regclass), ';'),
            'd.deptype = ''i''::"char"', 'false'
        )
    );
end
$$;

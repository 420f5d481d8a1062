-- promise: versions.get
-- why: Of two objects of a name, the newest is taken and not the first on the search_path.
select pg_temp.edit(
    'pggit_internal.find_object',
    'order by found.kind, array_position(v_path, n.nspname), found.objid',
    'order by found.kind, found.objid desc'
);

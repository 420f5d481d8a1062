-- promise: versions.get
-- why: A quoted name is looked up in lower case.
select pg_temp.edit(
    'pggit_internal.parse_name',
    $$    parts := parse_ident(p_name);
exception$$,
    $$    parts := parse_ident(lower(p_name));
exception$$
);

-- promise: diff.mirror
-- why: A renamed object is listed under its old name.
select pg_temp.edit(
    'pggit_internal.diff',
    $$r.object_type, r.to_identity, 'renamed'$$,
    $$r.object_type, r.from_identity, 'renamed'$$
);

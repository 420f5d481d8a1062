-- promise: versions.renames
-- why: The old name of a type is looked for within longer names.
select pg_temp.edit(
    'pggit_internal.identity_before',
    $$else '([(, ])%s(?![^],()[])'$$,
    $$else '()%s'$$
);

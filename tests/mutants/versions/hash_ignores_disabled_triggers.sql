-- promise: versions.hash-laws
-- why: A disabled trigger counts like an enabled one.
select pg_temp.edit(
    'pggit_internal.trigger_definitions',
    $$when 'D' then 'never'$$,
    $$when 'D' then null$$
);

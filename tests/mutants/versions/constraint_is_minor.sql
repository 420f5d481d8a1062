-- promise: versions.tracking
-- why: A stricter constraint breaks nobody.
select pg_temp.edit(
    'pggit_internal.parts_severity',
    $$|| ' NOT VALID' then 'patch'
                else 'major'$$,
    $$|| ' NOT VALID' then 'patch'
                else 'minor'$$
);

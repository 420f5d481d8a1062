-- promise: versions.never-back
-- why: An object of a name that was used before begins with 1.0.0.
select pg_temp.edit(
    'pggit_internal.next_major',
    $$case h.change_type when 'DROP' then h.major else h.major + 1 end$$,
    '1'
);

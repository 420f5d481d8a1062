-- promise: checkout.there-and-back
-- why: A sequence that is made again starts at its first value.
select pg_temp.edit(
    'pggit_internal.kept_of_object',
    $$where s.value is not null$$,
    $$where s.value is null$$
);

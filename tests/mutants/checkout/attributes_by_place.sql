-- promise: checkout.there-and-back
-- why: Values of a composite that is made again keep the places of their attributes.
select pg_temp.edit(
    'pggit_internal.surroundings',
    $$when 'c' then 'cast' else 'text'$$,
    $$when 'c' then 'text' else 'text'$$
);

-- promise: checkout.there-and-back
-- why: A key is dropped before the foreign key of its own table.
select pg_temp.edit(
    'pggit_internal.edges',
    $$like 'FOREIGN KEY %REFERENCES self(%'$$,
    $$like 'FOREIGN KEY %REFERENCES itself(%'$$
);

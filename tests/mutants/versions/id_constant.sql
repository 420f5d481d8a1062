-- promise: versions.trinity-unique
-- why: Every Trinity ID is the same.
select pg_temp.edit(
    'pggit.generate_trinity_id',
    'return to_char',
    $$return '20261121104500123456-00001z-9f86d081'; return to_char$$
);

-- promise: versions.hash-laws
-- why: GENERATED ALWAYS and BY DEFAULT are the same.
select pg_temp.edit(
    'pggit_internal.identity_definition',
    $$case p_kind when 'a' then 'always' when 'd' then 'by default' end$$,
    $$'some'$$
);

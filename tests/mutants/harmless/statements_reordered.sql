-- why: increment_version assigns in another order.
select pg_temp.edit(
    'pggit.increment_version',
    'major := p_major + 1; minor := 0; patch := 0;',
    'patch := 0; minor := 0; major := p_major + 1;'
);

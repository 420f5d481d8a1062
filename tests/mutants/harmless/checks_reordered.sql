-- why: Names are looked at for ".." before their length.
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$when position('..' in p_name) > 0 then 'it holds ..'$$,
    ''
);
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$when octet_length(pggit_internal.utf8(p_name)) > 255$$,
    $$when position('..' in p_name) > 0 then 'it holds ..'
        when octet_length(pggit_internal.utf8(p_name)) > 255$$
);

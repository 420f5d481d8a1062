-- promise: data.relation
-- why: Asking for a branch again is an error.
select pg_temp.edit(
    'pggit_internal.make_data_branch',
    '    elsif found then',
    $$    elsif found then
        raise exception 'exists already' using errcode = '42710';$$
);

-- promise: data.diff
-- why: What was inserted is told as deleted.
select pg_temp.edit(
    'pggit_internal.diff_found_branches',
    $$is null then ''inserted'' when$$,
    $$is null then ''deleted'' when$$
);
select pg_temp.edit(
    'pggit_internal.diff_found_branches',
    $$is null then ''deleted'' else$$,
    $$is null then ''inserted'' else$$
);

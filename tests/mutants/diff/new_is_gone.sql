-- promise: diff.mirror
-- why: What is new is called dropped, and the other way round.
select pg_temp.edit(
    'pggit_internal.diff',
    $$when k.from_hash is null then 'added' when k.to_hash is null then 'dropped'$$,
    $$when k.to_hash is null then 'added' when k.from_hash is null then 'dropped'$$
);

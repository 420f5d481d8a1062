-- promise: refs.one-meaning
-- why: A custom ID may be the name of a branch or a tag.
select pg_temp.edit(
    'pggit_internal.check_new_id',
    'if v_kind is not null then',
    $$if v_kind = 'commit' then$$
);

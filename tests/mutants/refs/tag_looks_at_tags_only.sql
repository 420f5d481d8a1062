-- promise: refs.one-meaning
-- why: A new tag may have the name of a branch or a commit.
select pg_temp.edit(
    'pggit.create_tag',
    'perform pggit_internal.check_new_ref(p_name);',
    $$if pggit_internal.ref_kind(p_name) = 'tag' then
        perform pggit_internal.check_new_ref(p_name);
    end if;$$
);

-- promise: rules.session
-- why: fsck fails in a session that restricts the views that it reads.
select pg_temp.edit(
    'pggit_internal.keys_that_hide_nothing', $$current_setting(c_restriction, true) <> ''$$, 'false'
);

-- why: A variable of commit_changes has another name.
select pg_temp.rename('pggit.commit_changes', 'v_commit', 'v_new_commit');

create function record_revision() returns trigger as $$
begin
    if new.body <> old.body then
        insert into post_revisions select old.id, coalesce(max(revision), 0) + 1, old.body, old.user_id, coalesce(old.edited_at, old.created_at) from post_revisions where post_id = old.id;
    end if;
    return new;
end
$$ language plpgsql;
create trigger posts_revisions before update on posts for each row execute procedure record_revision();

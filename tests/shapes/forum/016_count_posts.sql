create function count_post() returns trigger as $$
begin
    if tg_op = 'INSERT' then
        update users set post_count = post_count + 1 where id = new.user_id;
        update topics set post_count = post_count + 1 where id = new.topic_id;
    elsif tg_op = 'DELETE' then
        update users set post_count = post_count - 1 where id = old.user_id;
        update topics set post_count = post_count - 1 where id = old.topic_id;
    end if;
    return null;
end
$$ language plpgsql;
create trigger posts_count after insert or delete on posts for each row execute procedure count_post();

create function apply_vote() returns trigger language plpgsql as $$
begin
    update users set karma = karma + new.value where id = (select user_id from posts where id = new.post_id);
    return new;
end $$;
create trigger votes_karma after insert on votes for each row execute function apply_vote();

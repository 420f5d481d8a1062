alter table users drop column karma cascade;
drop trigger votes_karma on votes;
drop function apply_vote();

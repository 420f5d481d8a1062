create table ranks (title text primary key, min_posts integer not null unique);
insert into ranks values ('newbie', 0), ('regular', 100);
create view user_ranks as select u.id, u.username, (select r.title from ranks r where r.min_posts <= u.post_count order by r.min_posts desc limit 1) as rank from users u;

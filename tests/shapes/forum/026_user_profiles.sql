create table profiles (user_id integer primary key references users (id) on delete cascade, signature text, avatar_url text, website text, birthday date);

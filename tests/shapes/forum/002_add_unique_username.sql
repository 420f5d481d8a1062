alter table users add constraint users_username_key unique (username);

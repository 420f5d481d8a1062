create unique index index_users_on_email on users (email);

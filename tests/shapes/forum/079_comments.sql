comment on table users is 'People, and a few bots';
comment on function setting(text, jsonb) is 'A setting, or the default';
comment on view recent_posts is 'What the front page shows';

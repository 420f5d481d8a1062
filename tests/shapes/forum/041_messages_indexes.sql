create index index_messages_unread on messages (to_id) where not read;

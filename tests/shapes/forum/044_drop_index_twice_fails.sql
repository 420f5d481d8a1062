drop index index_messages_unread;

create index index_messages_on_conversation on messages (conversation_id, sent_at);

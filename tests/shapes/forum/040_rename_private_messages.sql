alter table private_messages rename to messages;
alter sequence private_messages_id_seq rename to messages_id_seq;
alter index private_messages_pkey rename to messages_pkey;

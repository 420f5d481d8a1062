-- Two levels: by range of ticket, then by hash.
CREATE TABLE helpdesk.messages (
    message_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    sent_at timestamptz NOT NULL,
    is_public boolean NOT NULL DEFAULT true,
    author text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (ticket_id, message_id)
) PARTITION BY RANGE (ticket_id);

CREATE TABLE helpdesk.messages_p0 PARTITION OF helpdesk.messages FOR VALUES FROM (MINVALUE) TO (1000000) PARTITION BY HASH (message_id);
CREATE TABLE helpdesk.messages_p0_0 PARTITION OF helpdesk.messages_p0 FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE helpdesk.messages_p0_1 PARTITION OF helpdesk.messages_p0 FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE helpdesk.messages_p0_2 PARTITION OF helpdesk.messages_p0 FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE helpdesk.messages_p0_3 PARTITION OF helpdesk.messages_p0 FOR VALUES WITH (MODULUS 4, REMAINDER 3) WITH (fillfactor = 90);
CREATE TABLE helpdesk.messages_p1 PARTITION OF helpdesk.messages FOR VALUES FROM (1000000) TO (MAXVALUE);

CREATE SEQUENCE helpdesk.message_ids AS bigint CACHE 20;
ALTER TABLE helpdesk.messages ALTER COLUMN message_id SET DEFAULT nextval('helpdesk.message_ids');
CREATE INDEX ON helpdesk.messages (sent_at);

CREATE TABLE helpdesk.channel_events (
    channel helpdesk.channel NOT NULL,
    happened_at timestamptz NOT NULL DEFAULT now(),
    payload jsonb
) PARTITION BY LIST (channel);
CREATE TABLE helpdesk.channel_events_mail PARTITION OF helpdesk.channel_events FOR VALUES IN ('email');
CREATE TABLE helpdesk.channel_events_live PARTITION OF helpdesk.channel_events FOR VALUES IN ('phone', 'chat');
CREATE INDEX channel_events_at ON ONLY helpdesk.channel_events (happened_at);
CREATE INDEX channel_events_mail_at ON helpdesk.channel_events_mail (happened_at);
CREATE INDEX channel_events_live_at ON helpdesk.channel_events_live (happened_at);
ALTER INDEX helpdesk.channel_events_at ATTACH PARTITION helpdesk.channel_events_mail_at;
ALTER INDEX helpdesk.channel_events_at ATTACH PARTITION helpdesk.channel_events_live_at;

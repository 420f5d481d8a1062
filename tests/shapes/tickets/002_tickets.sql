CREATE TABLE helpdesk.tickets (
    ticket_id bigint GENERATED ALWAYS AS IDENTITY,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    subject text NOT NULL,
    priority helpdesk.priority NOT NULL DEFAULT 'normal',
    channel helpdesk.channel NOT NULL DEFAULT 'email',
    requester_id integer NOT NULL REFERENCES helpdesk.requesters,
    assignee_id integer REFERENCES helpdesk.agents,
    tags text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (ticket_id, opened_at),
    CHECK (closed_at IS NULL OR closed_at >= opened_at)
) PARTITION BY RANGE (opened_at);

CREATE TABLE helpdesk.tickets_2023 PARTITION OF helpdesk.tickets FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00');
CREATE TABLE helpdesk.tickets_2024_h1 PARTITION OF helpdesk.tickets FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-07-01 00:00+00');
CREATE TABLE helpdesk.tickets_2024_h2 PARTITION OF helpdesk.tickets FOR VALUES FROM ('2024-07-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE helpdesk.tickets_default PARTITION OF helpdesk.tickets DEFAULT;

CREATE INDEX tickets_requester_idx ON helpdesk.tickets (requester_id);
CREATE INDEX tickets_open_idx ON helpdesk.tickets (assignee_id, priority DESC) WHERE closed_at IS NULL;
CREATE INDEX tickets_tags_idx ON helpdesk.tickets USING gin (tags);

CREATE TABLE helpdesk.ratings (
    ticket_id bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    score smallint NOT NULL CHECK (score BETWEEN -1 AND 1),
    comment text,
    FOREIGN KEY (ticket_id, opened_at) REFERENCES helpdesk.tickets ON DELETE CASCADE
);
CREATE VIEW helpdesk.scores AS
SELECT a.login, coalesce(sum(r.score), 0) AS score, CASE WHEN count(r.*) = 0 THEN 'none' WHEN avg(r.score) > 0 THEN 'good' ELSE 'bad' END AS verdict
FROM helpdesk.agents a
LEFT JOIN helpdesk.tickets t ON t.assignee_id = a.agent_id
LEFT JOIN helpdesk.ratings r ON (r.ticket_id, r.opened_at) = (t.ticket_id, t.opened_at)
GROUP BY GROUPING SETS ((a.login));
ALTER TABLE helpdesk.messages_p1 RENAME TO messages_recent;
DROP TABLE helpdesk.channel_events_live;
CREATE TABLE helpdesk.channel_events_rest PARTITION OF helpdesk.channel_events DEFAULT;

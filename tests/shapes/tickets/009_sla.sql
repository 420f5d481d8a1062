CREATE TABLE helpdesk.sla (
    tier text PRIMARY KEY,
    first_answer interval NOT NULL,
    office_hours tsrange[]
);
INSERT INTO helpdesk.sla VALUES ('free', '2 days', NULL), ('pro', '4 hours', '{"[2024-01-01 08:00,2024-01-01 18:00)"}');
ALTER TABLE helpdesk.tickets ADD COLUMN due_at timestamptz, ADD COLUMN sla_tier text DEFAULT 'free';
ALTER TABLE helpdesk.tickets ADD CONSTRAINT tickets_sla_fk FOREIGN KEY (sla_tier) REFERENCES helpdesk.sla (tier) ON UPDATE CASCADE;
CREATE UNIQUE INDEX tickets_subject_uq ON helpdesk.tickets (opened_at, requester_id, subject);
CREATE STATISTICS helpdesk.tickets_stats (dependencies) ON requester_id, assignee_id FROM helpdesk.tickets;

-- The yearly rotation: the old year goes to the archive, the new one comes.
CREATE SCHEMA archive;
ALTER TABLE helpdesk.tickets DETACH PARTITION helpdesk.tickets_2023;
ALTER TABLE helpdesk.tickets_2023 SET SCHEMA archive;
ALTER TABLE archive.tickets_2023 ADD CONSTRAINT only_2023 CHECK (opened_at >= '2023-01-01 00:00+00' AND opened_at < '2024-01-01 00:00+00');
CREATE TABLE helpdesk.tickets_2025 (LIKE helpdesk.tickets INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE helpdesk.tickets ATTACH PARTITION helpdesk.tickets_2025 FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
COMMENT ON TABLE archive.tickets_2023 IS 'Detached on 2025-01-02 by ops';

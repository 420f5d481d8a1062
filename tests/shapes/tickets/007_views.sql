CREATE VIEW helpdesk.open_tickets WITH (security_barrier) AS
SELECT t.ticket_id, t.subject, t.priority, r.email, a.full_name AS assignee,
       age('2025-01-01'::timestamptz, t.opened_at) AS age
FROM helpdesk.tickets t
JOIN helpdesk.requesters r USING (requester_id)
LEFT JOIN helpdesk.agents a ON a.agent_id = t.assignee_id
WHERE t.closed_at IS NULL;

CREATE VIEW helpdesk.first_answers AS
SELECT DISTINCT ON (m.ticket_id) m.ticket_id, m.sent_at, m.author
FROM helpdesk.messages m
WHERE m.is_public
ORDER BY m.ticket_id, m.sent_at;

CREATE FUNCTION helpdesk.load_of(p_agent integer, p_priorities helpdesk.priority[] DEFAULT '{high,urgent}')
RETURNS TABLE (priority helpdesk.priority, open bigint) STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT t.priority, count(*) FROM helpdesk.tickets t
    WHERE t.assignee_id = p_agent AND t.closed_at IS NULL AND t.priority = ANY (p_priorities)
    GROUP BY t.priority;
END;

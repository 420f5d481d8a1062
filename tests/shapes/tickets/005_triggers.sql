CREATE FUNCTION helpdesk.touch_assignee() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF NEW.assignee_id IS DISTINCT FROM OLD.assignee_id THEN
        INSERT INTO helpdesk.assignments (ticket_id, agent_id, assigned_at)
        VALUES (NEW.ticket_id, NEW.assignee_id, NEW.opened_at);
    END IF;
    RETURN NEW;
END
$function$;

CREATE TABLE helpdesk.assignments (
    ticket_id bigint NOT NULL,
    agent_id integer REFERENCES helpdesk.agents ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL
);

CREATE TRIGGER tickets_assigned AFTER UPDATE OF assignee_id ON helpdesk.tickets
    FOR EACH ROW EXECUTE FUNCTION helpdesk.touch_assignee();

CREATE SEQUENCE state_group_id_seq;
CREATE TABLE state_groups (id bigint NOT NULL PRIMARY KEY, room_id text NOT NULL, event_id text NOT NULL);
CREATE TABLE state_group_edges (state_group bigint NOT NULL, prev_state_group bigint NOT NULL);
CREATE TABLE state_groups_state (state_group bigint NOT NULL, room_id text NOT NULL, type text NOT NULL, state_key text NOT NULL, event_id text NOT NULL);
ALTER TABLE ONLY state_groups_state ALTER COLUMN state_group SET (n_distinct = -0.02);
CREATE INDEX state_group_edges_prev_idx ON state_group_edges (prev_state_group);
CREATE UNIQUE INDEX state_group_edges_unique_idx ON state_group_edges (state_group, prev_state_group);
CREATE INDEX state_groups_state_type_idx ON state_groups_state (state_group, type, state_key);
CREATE TABLE event_to_state_groups (event_id text NOT NULL UNIQUE, state_group bigint NOT NULL);

CREATE FUNCTION state_of(p_group bigint) RETURNS TABLE (type text, state_key text, event_id text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE sgs (state_group) AS (
        VALUES (p_group)
        UNION ALL
        SELECT prev_state_group FROM state_group_edges e, sgs s WHERE s.state_group = e.state_group
    )
    SELECT DISTINCT ON (type, state_key) type, state_key, event_id
    FROM state_groups_state WHERE state_group IN (SELECT state_group FROM sgs)
    ORDER BY type, state_key, state_group DESC
$$;

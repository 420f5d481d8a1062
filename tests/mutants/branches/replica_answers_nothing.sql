-- promise: branches.isolation
-- why: With session_replication_role = replica no question is answered, so nothing is recorded.
alter function pggit_internal.by_latest_snapshot(text, jsonb) reset session_replication_role;

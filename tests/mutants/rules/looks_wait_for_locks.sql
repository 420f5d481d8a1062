-- promise: rules.reading
-- why: A look waits for locks with some of them in hand: another session is the victim of a deadlock.
alter function pggit_internal.try_look(oid, oid) reset lock_timeout;

-- promise: rules.install
-- why: An installation waits for an advisory lock, which any user may hold.
select pg_advisory_xact_lock(hashtext('pggit.install'));

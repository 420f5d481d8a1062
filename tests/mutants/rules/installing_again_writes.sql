-- promise: rules.install
-- why: Every installation adds to the ledger.
select pggit_internal.seal_all();

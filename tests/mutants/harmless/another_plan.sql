-- why: fsck and detect_drift without hash joins: rows come in another order.
alter function pggit.fsck() set enable_hashjoin = off;
alter function pggit.detect_drift() set enable_hashjoin = off;

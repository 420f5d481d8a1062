-- promise: branches.isolation
-- why: The trigger that reads by the latest snapshot is volatile, so it reads by the transaction's.
alter function pggit_internal.answer_question() volatile;

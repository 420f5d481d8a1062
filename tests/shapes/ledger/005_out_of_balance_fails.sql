-- Refused by the deferred trigger, at commit.
INSERT INTO ledger.entries (journal_id, entry_no, account_id, side, amount, currency) VALUES (1, 3, 1000, 'debit', 1, 'EUR');

INSERT INTO ledger.books (book_id, name, opened) VALUES (1, 'Main', '2024-01-01');
INSERT INTO ledger.accounts (book_id, code, kind, title) VALUES
    (1, '1000', 'asset', 'Cash'), (1, '1200.01', 'asset', 'Receivables'), (1, '4000', 'income', 'Sales');
INSERT INTO ledger.journals (book_id, posted_on, memo, total) VALUES (1, '2024-01-15', 'First sale', ROW(119, 'EUR'));
INSERT INTO ledger.entries (journal_id, entry_no, account_id, side, amount, currency) VALUES
    (1, 1, 1000, 'debit', 119, 'EUR'), (1, 2, 1002, 'credit', 119, 'EUR');

CREATE RECURSIVE VIEW ledger.chart (account_id, path, depth) AS
    SELECT account_id, code::text, 1 FROM ledger.accounts WHERE parent_id IS NULL
    UNION ALL
    SELECT a.account_id, c.path || '/' || a.code, c.depth + 1
    FROM ledger.accounts a JOIN chart c ON c.account_id = a.parent_id;

CREATE VIEW ledger.trial_balance AS
SELECT a.book_id, a.code, a.title, b.debit::numeric AS debit, b.credit::numeric AS credit, b.net
FROM ledger.accounts a LEFT JOIN ledger.balances b USING (account_id)
UNION ALL
SELECT a.book_id, NULL, 'Total', sum(b.debit), sum(b.credit), sum(b.net)
FROM ledger.accounts a JOIN ledger.balances b USING (account_id) GROUP BY a.book_id;

CREATE VIEW ledger.totals AS
SELECT j.book_id, date_trunc('quarter', j.posted_on)::date AS quarter, ledger.sum(j.total) AS total
FROM ledger.journals j WHERE (j.total).amount IS NOT NULL GROUP BY 1, 2;

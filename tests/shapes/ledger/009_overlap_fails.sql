CREATE TABLE ledger.fiscal_years (year smallint PRIMARY KEY);
INSERT INTO ledger.periods VALUES (1, '[2024-06-01,2024-12-01)');

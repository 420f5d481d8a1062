CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE ledger.periods (
    book_id smallint NOT NULL REFERENCES ledger.books,
    during daterange NOT NULL,
    is_closed boolean NOT NULL DEFAULT false,
    CONSTRAINT periods_do_not_overlap EXCLUDE USING gist (book_id WITH =, during WITH &&),
    CHECK (NOT isempty(during))
);
INSERT INTO ledger.periods VALUES (1, '[2024-01-01,2024-04-01)'), (1, '[2024-04-01,2024-07-01)');
CREATE FUNCTION ledger.is_open(smallint, date) RETURNS boolean STABLE LANGUAGE sql
RETURN EXISTS (SELECT FROM ledger.periods p WHERE p.book_id = $1 AND p.during @> $2 AND NOT p.is_closed);

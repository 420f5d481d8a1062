CREATE FUNCTION ledger.add_money(ledger.money, ledger.money) RETURNS ledger.money
IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql AS $$
BEGIN
    IF $1.currency <> $2.currency THEN
        RAISE EXCEPTION 'cannot add % and %', $1.currency, $2.currency USING ERRCODE = '22023';
    END IF;
    RETURN ROW($1.amount + $2.amount, $1.currency);
END $$;
CREATE AGGREGATE ledger.sum(ledger.money) (SFUNC = ledger.add_money, STYPE = ledger.money, PARALLEL = SAFE, COMBINEFUNC = ledger.add_money);
CREATE OPERATOR ledger.+ (FUNCTION = ledger.add_money, LEFTARG = ledger.money, RIGHTARG = ledger.money, COMMUTATOR = OPERATOR(ledger.+));

CREATE PROCEDURE ledger.reverse(IN p_journal bigint, INOUT p_reversal bigint DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger.journals (book_id, posted_on, memo, reverses)
    SELECT j.book_id, j.posted_on, 'Reversal of ' || j.journal_id, j.journal_id
    FROM ledger.journals j WHERE j.journal_id = p_journal RETURNING journal_id INTO STRICT p_reversal;
    INSERT INTO ledger.entries (journal_id, entry_no, account_id, side, amount, currency, rate)
    SELECT p_reversal, e.entry_no, e.account_id,
           (CASE e.side WHEN 'debit' THEN 'credit' ELSE 'debit' END)::ledger.side, e.amount, e.currency, e.rate
    FROM ledger.entries e WHERE e.journal_id = p_journal;
END $$;

CREATE FUNCTION ledger.statement(p_account integer, OUT posted_on date, OUT amount numeric, OUT running numeric)
RETURNS SETOF record STABLE ROWS 50 LANGUAGE sql AS $$
    SELECT j.posted_on, s.signed, sum(s.signed) OVER (ORDER BY j.posted_on, j.journal_id ROWS UNBOUNDED PRECEDING)
    FROM ledger.journals j
    JOIN ledger.entries e USING (journal_id)
    CROSS JOIN LATERAL (VALUES (CASE WHEN e.side = 'debit' THEN e.base_amount ELSE -e.base_amount END)) AS s (signed)
    WHERE e.account_id = p_account
$$;
CALL ledger.reverse(1);

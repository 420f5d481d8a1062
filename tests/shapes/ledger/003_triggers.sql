CREATE FUNCTION ledger.forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %.%: what is booked stays booked', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'raise_exception', HINT = 'Book a reversal.';
END $$;

CREATE TRIGGER entries_are_final BEFORE UPDATE OR DELETE ON ledger.entries
    FOR EACH ROW EXECUTE FUNCTION ledger.forbid_change();
CREATE TRIGGER entries_stay BEFORE TRUNCATE ON ledger.entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.forbid_change();

CREATE FUNCTION ledger.add_to_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger.balances AS b (account_id, debit, credit)
    SELECT n.account_id,
           coalesce(sum(n.base_amount) FILTER (WHERE n.side = 'debit'), 0),
           coalesce(sum(n.base_amount) FILTER (WHERE n.side = 'credit'), 0)
    FROM new_entries n GROUP BY n.account_id
    ON CONFLICT (account_id) DO UPDATE SET debit = b.debit + excluded.debit, credit = b.credit + excluded.credit;
    RETURN NULL;
END $$;

CREATE TRIGGER entries_to_balances AFTER INSERT ON ledger.entries
    REFERENCING NEW TABLE AS new_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.add_to_balances();

CREATE FUNCTION ledger.check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_difference numeric;
BEGIN
    SELECT sum(CASE e.side WHEN 'debit' THEN e.base_amount ELSE -e.base_amount END) INTO v_difference
    FROM ledger.entries e WHERE e.journal_id = NEW.journal_id;
    IF v_difference <> 0 THEN
        RAISE EXCEPTION 'journal % is out of balance by %', NEW.journal_id, v_difference USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON ledger.entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal();

CREATE FUNCTION ledger.not_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT a.is_locked FROM ledger.accounts a WHERE a.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'account % is locked', TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_locked_account BEFORE INSERT ON ledger.entries
    FOR EACH ROW WHEN (new.account_id >= 1000) EXECUTE FUNCTION ledger.not_locked('account', 'it''s closed');

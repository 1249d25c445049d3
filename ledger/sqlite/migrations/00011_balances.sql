-- +goose Up
-- A balance is kept where a promise rests on it: of payments' control accounts and of budgets. Every other account's
-- is the sum of its entries.
DELETE FROM accounts WHERE name NOT LIKE 'pay/%' AND name NOT LIKE 'budget/%';
CREATE INDEX entries_account ON entries (account, asset);
CREATE VIEW balances AS
    SELECT name, asset, balance FROM accounts
    UNION ALL
    SELECT account, asset, CAST(SUM(amount_minor) AS BIGINT) FROM entries
        WHERE account NOT LIKE 'pay/%' AND account NOT LIKE 'budget/%' GROUP BY account, asset;

-- +goose Down
DROP VIEW balances;
DROP INDEX entries_account;
INSERT INTO accounts (name, asset, payment, control, balance)
    SELECT account, asset, '', '', SUM(amount_minor) FROM entries
        WHERE account NOT LIKE 'pay/%' AND account NOT LIKE 'budget/%' GROUP BY account, asset;

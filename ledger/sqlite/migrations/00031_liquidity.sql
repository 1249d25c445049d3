-- +goose Up
-- What of a leg is held from, or spent of, the reserve fund of its provider account; 0: nothing.
ALTER TABLE legs ADD COLUMN fund_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE legs ADD COLUMN fund_spent INTEGER NOT NULL DEFAULT 0;
-- What an older key of the leg's moved once more than was owed, and the fund has spent as well.
ALTER TABLE legs ADD COLUMN fund_extra_minor INTEGER NOT NULL DEFAULT 0;
-- Since when the leg waits because its provider says that the merchant's balance is too low.
ALTER TABLE legs ADD COLUMN balance_since INTEGER;

-- One row a fund. A provider account without a row, or with one that is not in force, has no limit. free_minor is below
-- 0 where a provider paid what nothing was held for: that is a fact, and nothing is sent until the fund has made up for it.
CREATE TABLE funds (
    provider_account TEXT NOT NULL,
    currency         TEXT NOT NULL,
    merchant         TEXT NOT NULL,
    provider         TEXT NOT NULL,
    account          TEXT NOT NULL,
    in_force         INTEGER NOT NULL CHECK (in_force IN (0, 1)),
    free_minor       INTEGER NOT NULL,
    held_minor       INTEGER NOT NULL CHECK (held_minor >= 0),
    spent_minor      INTEGER NOT NULL CHECK (spent_minor >= 0),
    PRIMARY KEY (provider_account, currency)
) STRICT;

-- Who granted, withdrew or ended what, and why.
CREATE TABLE fund_acts (
    provider_account TEXT NOT NULL,
    currency         TEXT NOT NULL,
    act_id           TEXT NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('GRANT', 'WITHDRAW', 'END')),
    amount_minor     INTEGER NOT NULL CHECK (amount_minor >= 0),
    actor            TEXT NOT NULL,
    note             TEXT NOT NULL,
    acted_at         INTEGER NOT NULL,
    PRIMARY KEY (provider_account, currency, act_id)
) STRICT;

-- The legs that wait for a fund. pay_by is the law's, or the end of time; asked_at is when the gate was last asked.
CREATE TABLE fund_waits (
    refund           TEXT NOT NULL,
    leg_id           TEXT NOT NULL,
    provider_account TEXT NOT NULL,
    currency         TEXT NOT NULL,
    amount_minor     INTEGER NOT NULL CHECK (amount_minor > 0),
    pay_by           INTEGER NOT NULL,
    since            INTEGER NOT NULL,
    asked_at         INTEGER NOT NULL,
    PRIMARY KEY (refund, leg_id)
) STRICT;
CREATE INDEX fund_waits_served ON fund_waits (provider_account, currency, pay_by, since);

-- +goose Down
DROP TABLE fund_waits;
DROP TABLE fund_acts;
DROP TABLE funds;
ALTER TABLE legs DROP COLUMN balance_since;
ALTER TABLE legs DROP COLUMN fund_extra_minor;
ALTER TABLE legs DROP COLUMN fund_spent;
ALTER TABLE legs DROP COLUMN fund_minor;

-- +goose Up
-- What of a leg is held from, or spent of, the reserve fund of its provider account; 0: nothing.
ALTER TABLE legs ADD COLUMN fund_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE legs ADD COLUMN fund_spent BOOLEAN NOT NULL DEFAULT false;
-- What an older key of the leg's moved once more than was owed, and the fund has spent as well.
ALTER TABLE legs ADD COLUMN fund_extra_minor BIGINT NOT NULL DEFAULT 0;
-- Since when the leg waits because its provider says that the merchant's balance is too low.
ALTER TABLE legs ADD COLUMN balance_since BIGINT;

-- One row a fund. A provider account without a row, or with one that is not in force, has no limit. free_minor is below
-- 0 where a provider paid what nothing was held for: that is a fact, and nothing is sent until the fund has made up for it.
CREATE TABLE funds (
    provider_account TEXT COLLATE "C" NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    merchant         TEXT COLLATE "C" NOT NULL,
    provider         TEXT COLLATE "C" NOT NULL,
    account          TEXT COLLATE "C" NOT NULL,
    in_force         BOOLEAN NOT NULL,
    free_minor       BIGINT NOT NULL,
    held_minor       BIGINT NOT NULL CHECK (held_minor >= 0),
    spent_minor      BIGINT NOT NULL CHECK (spent_minor >= 0),
    PRIMARY KEY (provider_account, currency)
);

-- Who granted, withdrew or ended what, and why.
CREATE TABLE fund_acts (
    provider_account TEXT COLLATE "C" NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    act_id           TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL CHECK (kind IN ('GRANT', 'WITHDRAW', 'END')),
    amount_minor     BIGINT NOT NULL CHECK (amount_minor >= 0),
    actor            TEXT COLLATE "C" NOT NULL,
    note             TEXT COLLATE "C" NOT NULL,
    acted_at         BIGINT NOT NULL,
    PRIMARY KEY (provider_account, currency, act_id)
);

-- The legs that wait for a fund. pay_by is the law's, or the end of time; asked_at is when the gate was last asked.
CREATE TABLE fund_waits (
    refund           TEXT COLLATE "C" NOT NULL,
    leg_id           TEXT COLLATE "C" NOT NULL,
    provider_account TEXT COLLATE "C" NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    amount_minor     BIGINT NOT NULL CHECK (amount_minor > 0),
    pay_by           BIGINT NOT NULL,
    since            BIGINT NOT NULL,
    asked_at         BIGINT NOT NULL,
    PRIMARY KEY (refund, leg_id)
);
CREATE INDEX fund_waits_served ON fund_waits (provider_account, currency, pay_by, since);

-- +goose Down
DROP TABLE fund_waits;
DROP TABLE fund_acts;
DROP TABLE funds;
ALTER TABLE legs DROP COLUMN balance_since;
ALTER TABLE legs DROP COLUMN fund_extra_minor;
ALTER TABLE legs DROP COLUMN fund_spent;
ALTER TABLE legs DROP COLUMN fund_minor;

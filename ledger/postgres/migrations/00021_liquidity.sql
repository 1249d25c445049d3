-- +goose Up
-- What of a leg is held from, or spent of, the reserve fund of its provider account; 0: nothing.
ALTER TABLE legs ADD COLUMN fund_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE legs ADD COLUMN fund_spent BOOLEAN NOT NULL DEFAULT false;

-- One row a fund. A provider account without a row, or with one that is not in force, has no limit.
CREATE TABLE funds (
    provider_account TEXT COLLATE "C" NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    merchant         TEXT COLLATE "C" NOT NULL,
    provider         TEXT COLLATE "C" NOT NULL,
    account          TEXT COLLATE "C" NOT NULL,
    in_force         BOOLEAN NOT NULL,
    free_minor       BIGINT NOT NULL CHECK (free_minor >= 0),
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
ALTER TABLE legs DROP COLUMN fund_spent;
ALTER TABLE legs DROP COLUMN fund_minor;

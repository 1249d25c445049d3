-- +goose Up
-- What was said between makegood and a provider: a row for each request and its answer, redacted before it comes here.
-- It is for audit; nothing is decided by it. refund, leg and provider_key are empty where it is about no leg.
CREATE TABLE exchanges (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    refund       TEXT NOT NULL,
    leg          TEXT NOT NULL,
    provider_key TEXT NOT NULL,
    provider     TEXT NOT NULL,
    account      TEXT NOT NULL,
    direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    method       TEXT NOT NULL,
    target       TEXT NOT NULL CHECK (length(target) <= 16384),
    status       INTEGER NOT NULL,
    problem      TEXT NOT NULL,
    request      TEXT NOT NULL CHECK (length(request) <= 16384),
    response     TEXT NOT NULL CHECK (length(response) <= 16384),
    began_at     INTEGER NOT NULL,
    took_micros  INTEGER NOT NULL
) STRICT;
CREATE INDEX exchanges_refund ON exchanges (refund, id);

-- +goose StatementBegin
CREATE TRIGGER exchanges_keep BEFORE UPDATE ON exchanges BEGIN SELECT RAISE(ABORT, 'exchanges are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exchanges_stay BEFORE DELETE ON exchanges BEGIN SELECT RAISE(ABORT, 'exchanges are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE exchanges;

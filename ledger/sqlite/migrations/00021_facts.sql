-- +goose Up
-- What providers sent, as it came: body is base64 of the bytes, which are sealed where there are keys (package
-- privacy). A row is added once, and says later that it is done, and what was wrong with it.
CREATE TABLE notifications (
    id       TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    header   TEXT NOT NULL,
    body     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    problem  TEXT NOT NULL DEFAULT '',
    done_at  INTEGER
) STRICT;
CREATE INDEX notifications_open ON notifications (at, id) WHERE done_at IS NULL;

-- What they say happened, a row for each fact's id, and what became of it. One that waits is booked when an order
-- names its payment.
CREATE TABLE facts (
    provider    TEXT NOT NULL,
    fact_id     TEXT NOT NULL,
    account     TEXT NOT NULL,
    reference   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    heard_at    INTEGER NOT NULL,
    result      TEXT NOT NULL,
    refund      TEXT NOT NULL DEFAULT '',
    leg         TEXT NOT NULL DEFAULT '',
    booked_at   INTEGER,
    PRIMARY KEY (provider, fact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_waiting ON facts (reference) WHERE result = 'WAITS';

-- Payments and captures are found by what their provider calls them.
CREATE INDEX payments_by_reference ON payments (reference);
CREATE INDEX captures_by_reference ON captures (provider_reference) WHERE provider_reference <> '';

-- word_at is when the provider said the last word of a leg's present generation, words what was heard of the others, as
-- JSON by generation.
ALTER TABLE legs ADD COLUMN word_at INTEGER;
ALTER TABLE legs ADD COLUMN words TEXT NOT NULL DEFAULT '';

-- +goose StatementBegin
CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications
WHEN OLD.done_at IS NOT NULL OR NEW.done_at IS NULL OR NEW.id <> OLD.id OR NEW.provider <> OLD.provider OR NEW.header <> OLD.header
    OR NEW.body <> OLD.body OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'a notification stays as it came'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER notifications_stay BEFORE DELETE ON notifications BEGIN SELECT RAISE(ABORT, 'notifications are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER facts_keep BEFORE UPDATE ON facts
WHEN OLD.result <> 'WAITS' OR NEW.provider <> OLD.provider OR NEW.fact_id <> OLD.fact_id OR NEW.body <> OLD.body OR NEW.heard_at <> OLD.heard_at
BEGIN SELECT RAISE(ABORT, 'a fact that is booked stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER facts_stay BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE legs DROP COLUMN words;
ALTER TABLE legs DROP COLUMN word_at;
DROP INDEX captures_by_reference;
DROP INDEX payments_by_reference;
DROP TABLE facts;
DROP TABLE notifications;

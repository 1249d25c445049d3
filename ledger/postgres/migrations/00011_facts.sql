-- +goose Up
-- What providers sent, as it came: body is base64 of the bytes, which are sealed where there are keys (package
-- privacy). A row is added once, and says later that it is done, and what was wrong with it.
CREATE TABLE notifications (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider TEXT COLLATE "C" NOT NULL,
    header   TEXT COLLATE "C" NOT NULL,
    body     TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    problem  TEXT COLLATE "C" NOT NULL DEFAULT '',
    done_at  BIGINT
);
CREATE INDEX notifications_open ON notifications (at, id) WHERE done_at IS NULL;

-- What they say happened, a row for each fact's id, and what became of it. One that waits is booked when an order
-- names its payment.
CREATE TABLE facts (
    provider    TEXT COLLATE "C" NOT NULL,
    fact_id     TEXT COLLATE "C" NOT NULL,
    account     TEXT COLLATE "C" NOT NULL,
    reference   TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    body        TEXT COLLATE "C" NOT NULL,
    occurred_at BIGINT NOT NULL,
    heard_at    BIGINT NOT NULL,
    result      TEXT COLLATE "C" NOT NULL,
    refund      TEXT COLLATE "C" NOT NULL DEFAULT '',
    leg         TEXT COLLATE "C" NOT NULL DEFAULT '',
    booked_at   BIGINT,
    PRIMARY KEY (provider, fact_id)
);
CREATE INDEX facts_waiting ON facts (reference) WHERE result = 'WAITS';

-- Payments and captures are found by what their provider calls them.
CREATE INDEX payments_by_reference ON payments (reference);
CREATE INDEX captures_by_reference ON captures (provider_reference) WHERE provider_reference <> '';

-- word_at is when the provider said the last word of a leg's present generation, words what was heard of the others, as
-- JSON by generation.
ALTER TABLE legs ADD COLUMN word_at BIGINT;
ALTER TABLE legs ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications FOR EACH ROW
    WHEN (OLD.done_at IS NOT NULL OR NEW.done_at IS NULL OR NEW.id <> OLD.id OR NEW.provider <> OLD.provider OR NEW.header <> OLD.header
        OR NEW.body <> OLD.body OR NEW.at <> OLD.at) EXECUTE FUNCTION append_only();
CREATE TRIGGER notifications_stay BEFORE DELETE OR TRUNCATE ON notifications EXECUTE FUNCTION append_only();
CREATE TRIGGER facts_keep BEFORE UPDATE ON facts FOR EACH ROW
    WHEN (OLD.result <> 'WAITS' OR NEW.provider <> OLD.provider OR NEW.fact_id <> OLD.fact_id OR NEW.body <> OLD.body OR NEW.heard_at <> OLD.heard_at)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER facts_stay BEFORE DELETE OR TRUNCATE ON facts EXECUTE FUNCTION append_only();

-- +goose Down
ALTER TABLE legs DROP COLUMN words;
ALTER TABLE legs DROP COLUMN word_at;
DROP INDEX captures_by_reference;
DROP INDEX payments_by_reference;
DROP TABLE facts;
DROP TABLE notifications;

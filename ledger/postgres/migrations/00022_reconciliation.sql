-- +goose Up
-- What was begun, or has settled, in a period: what a provider's list of it is held against.
CREATE INDEX legs_by_begun_at ON legs (begun_at) WHERE begun_at IS NOT NULL;
CREATE INDEX legs_by_settled_at ON legs (settled_at) WHERE settled_at IS NOT NULL;

-- One row a run over an account's refunds of a period, appended only. Of the scheduled runs there is one of a period.
-- body is the run without its items, as JSON.
CREATE TABLE reconciliations (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider   TEXT COLLATE "C" NOT NULL,
    account    TEXT COLLATE "C" NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    number     BIGINT NOT NULL CHECK (number >= 1),
    scheduled  BOOLEAN NOT NULL,
    open_count BIGINT NOT NULL CHECK (open_count >= 0),
    ended_at   BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    UNIQUE (provider, account, from_at, until_at, number),
    CHECK (from_at < until_at)
);
CREATE UNIQUE INDEX reconciliations_scheduled ON reconciliations (provider, account, from_at, until_at) WHERE scheduled;

CREATE TABLE reconciliation_items (
    run      TEXT COLLATE "C" NOT NULL REFERENCES reconciliations (id),
    position BIGINT NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    refund   TEXT COLLATE "C" NOT NULL,
    leg      TEXT COLLATE "C" NOT NULL,
    is_open  BOOLEAN NOT NULL,
    body     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (run, position)
);
CREATE TRIGGER reconciliations_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliations EXECUTE FUNCTION append_only();
CREATE TRIGGER reconciliation_items_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_items EXECUTE FUNCTION append_only();

-- +goose Down
DROP TABLE reconciliation_items;
DROP TABLE reconciliations;
DROP INDEX legs_by_settled_at;
DROP INDEX legs_by_begun_at;

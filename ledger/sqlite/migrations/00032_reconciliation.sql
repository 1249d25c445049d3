-- +goose Up
-- What was begun, or has settled, in a period: what a provider's list of it is held against.
CREATE INDEX legs_by_begun_at ON legs (begun_at) WHERE begun_at IS NOT NULL;
CREATE INDEX legs_by_settled_at ON legs (settled_at) WHERE settled_at IS NOT NULL;

-- One row a run over an account's refunds of a period, appended only. Of the scheduled runs there is one of a period.
-- body is the run without its items, as JSON.
CREATE TABLE reconciliations (
    id         TEXT NOT NULL PRIMARY KEY,
    provider   TEXT NOT NULL,
    account    TEXT NOT NULL,
    from_at    INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    number     INTEGER NOT NULL CHECK (number >= 1),
    scheduled  INTEGER NOT NULL CHECK (scheduled IN (0, 1)),
    open_count INTEGER NOT NULL CHECK (open_count >= 0),
    ended_at   INTEGER NOT NULL,
    body       TEXT NOT NULL,
    UNIQUE (provider, account, from_at, until_at, number),
    CHECK (from_at < until_at)
) STRICT;
CREATE UNIQUE INDEX reconciliations_scheduled ON reconciliations (provider, account, from_at, until_at) WHERE scheduled = 1;

CREATE TABLE reconciliation_items (
    run      TEXT NOT NULL REFERENCES reconciliations (id),
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    refund   TEXT NOT NULL,
    leg      TEXT NOT NULL,
    is_open  INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    body     TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER reconciliations_keep BEFORE UPDATE ON reconciliations BEGIN SELECT RAISE(ABORT, 'reconciliations are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reconciliations_stay BEFORE DELETE ON reconciliations BEGIN SELECT RAISE(ABORT, 'reconciliations are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reconciliation_items_keep BEFORE UPDATE ON reconciliation_items BEGIN SELECT RAISE(ABORT, 'reconciliation_items are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reconciliation_items_stay BEFORE DELETE ON reconciliation_items BEGIN SELECT RAISE(ABORT, 'reconciliation_items are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE reconciliation_items;
DROP TABLE reconciliations;
DROP INDEX legs_by_settled_at;
DROP INDEX legs_by_begun_at;

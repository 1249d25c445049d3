-- +goose Up
-- Which ledger this is: one row, made with the ledger. A copy keeps the id; what must not be written
-- any more is sealed, for good.
CREATE TABLE ledger_identity (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    ledger_id     TEXT NOT NULL CHECK (length(ledger_id) >= 16),
    created_at    INTEGER NOT NULL,
    sealed_at     INTEGER,
    sealed_by     TEXT NOT NULL DEFAULT '',
    sealed_reason TEXT NOT NULL DEFAULT ''
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER ledger_identity_keep BEFORE UPDATE ON ledger_identity WHEN NEW.ledger_id <> OLD.ledger_id OR NEW.created_at <> OLD.created_at OR OLD.sealed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a ledger keeps its identity and its seal'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_identity_stay BEFORE DELETE ON ledger_identity BEGIN SELECT RAISE(ABORT, 'a ledger keeps its identity'); END;
-- +goose StatementEnd

-- One row that is written to see whether the ledger can be: it means nothing.
CREATE TABLE write_trial (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    tried_at INTEGER NOT NULL
) STRICT;

-- +goose Down
DROP TABLE write_trial;
DROP TABLE ledger_identity;

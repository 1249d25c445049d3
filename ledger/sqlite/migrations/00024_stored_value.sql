-- +goose Up
-- The book of value that merchants keep for their customers themselves: a row for each key under which value was given
-- back, or declined for good. It never changes. instrument is the card, the coupon, the programme of points or the
-- account of store credit.
CREATE TABLE stored_movements (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    provider_key TEXT NOT NULL UNIQUE,
    merchant     TEXT NOT NULL,
    account      TEXT NOT NULL,
    reference    TEXT NOT NULL,
    payment      TEXT NOT NULL REFERENCES payments (id),
    kind         TEXT NOT NULL,
    instrument   TEXT NOT NULL,
    refund       TEXT NOT NULL,
    leg          TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('Settled', 'Declined')),
    class        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    moved_at     INTEGER NOT NULL,
    CHECK ((outcome = 'Declined') = (class <> ''))
) STRICT;
CREATE INDEX stored_movements_payment ON stored_movements (payment);
CREATE INDEX stored_movements_account ON stored_movements (account, id);

-- Whether an instrument takes value back: the last row counts, and one without a row does.
CREATE TABLE stored_states (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    instrument TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('OPEN', 'FROZEN', 'EXPIRED', 'CLOSED', 'RETIRED', 'VOIDED')),
    actor      TEXT NOT NULL CHECK (actor <> ''),
    reason     TEXT NOT NULL,
    set_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX stored_states_instrument ON stored_states (merchant, kind, instrument, id);

-- +goose StatementBegin
CREATE TRIGGER stored_movements_keep BEFORE UPDATE ON stored_movements BEGIN SELECT RAISE(ABORT, 'stored_movements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stored_movements_stay BEFORE DELETE ON stored_movements BEGIN SELECT RAISE(ABORT, 'stored_movements are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stored_states_keep BEFORE UPDATE ON stored_states BEGIN SELECT RAISE(ABORT, 'stored_states are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stored_states_stay BEFORE DELETE ON stored_states BEGIN SELECT RAISE(ABORT, 'stored_states are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE stored_states;
DROP TABLE stored_movements;

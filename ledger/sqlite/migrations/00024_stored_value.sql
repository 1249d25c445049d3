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

-- Gift cards that an order bought, with what was left on each when it was frozen, before its purchase is refunded. refund
-- is the one that voided the card; empty: none has.
CREATE TABLE bought_cards (
    merchant      TEXT NOT NULL,
    card          TEXT NOT NULL,
    order_id      TEXT NOT NULL,
    line_id       TEXT NOT NULL,
    unspent_minor INTEGER NOT NULL CHECK (unspent_minor >= 0),
    refund        TEXT NOT NULL DEFAULT '',
    actor         TEXT NOT NULL CHECK (actor <> ''),
    reason        TEXT NOT NULL,
    frozen_at     INTEGER NOT NULL,
    PRIMARY KEY (merchant, card)
) STRICT;
CREATE INDEX bought_cards_order ON bought_cards (merchant, order_id);

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
-- +goose StatementBegin
CREATE TRIGGER bought_cards_keep BEFORE UPDATE ON bought_cards
WHEN NEW.merchant <> OLD.merchant OR NEW.card <> OLD.card OR NEW.order_id <> OLD.order_id OR NEW.line_id <> OLD.line_id
    OR NEW.unspent_minor <> OLD.unspent_minor OR NEW.actor <> OLD.actor OR NEW.frozen_at <> OLD.frozen_at
BEGIN SELECT RAISE(ABORT, 'a bought card stays as it was frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bought_cards_stay BEFORE DELETE ON bought_cards BEGIN SELECT RAISE(ABORT, 'bought_cards are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE bought_cards;
DROP TABLE stored_states;
DROP TABLE stored_movements;

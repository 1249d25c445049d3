-- +goose Up
-- Times are UTC microseconds, amounts minor units; STRICT tables and typeof checks refuse the
-- floats that SQLite would make of an overflow.

CREATE TABLE customers (
    merchant TEXT NOT NULL,
    customer TEXT NOT NULL,
    PRIMARY KEY (merchant, customer)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    merchant  TEXT NOT NULL,
    order_id  TEXT NOT NULL,
    currency  TEXT NOT NULL,
    snapshot  TEXT NOT NULL,
    version   INTEGER NOT NULL CHECK (version > 0),
    pinned_at INTEGER NOT NULL,
    PRIMARY KEY (merchant, order_id)
) STRICT;

-- What was bought and what of it is claimed: lines by quantity.
CREATE TABLE order_lines (
    merchant TEXT NOT NULL,
    order_id TEXT NOT NULL,
    line_id  TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    claimed  INTEGER NOT NULL DEFAULT 0 CHECK (claimed BETWEEN 0 AND quantity),
    PRIMARY KEY (merchant, order_id, line_id),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
) STRICT, WITHOUT ROWID;

-- The same in money: what was paid for a line, for shipping, for a fee, as exclusive tax.
CREATE TABLE order_caps (
    merchant      TEXT NOT NULL,
    order_id      TEXT NOT NULL,
    kind          TEXT NOT NULL,
    item          TEXT NOT NULL,
    limit_minor   INTEGER NOT NULL,
    claimed_minor INTEGER NOT NULL DEFAULT 0 CHECK (claimed_minor BETWEEN 0 AND limit_minor),
    PRIMARY KEY (merchant, order_id, kind, item),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
    id               TEXT NOT NULL PRIMARY KEY,
    merchant         TEXT NOT NULL,
    provider         TEXT NOT NULL,
    account          TEXT NOT NULL,
    reference        TEXT NOT NULL,
    provider_account TEXT NOT NULL,
    currency         TEXT NOT NULL,
    kind             TEXT NOT NULL,
    funded_by        TEXT NOT NULL,
    instrument       TEXT NOT NULL,
    hold_reason      TEXT NOT NULL DEFAULT '',
    UNIQUE (merchant, provider, account, reference)
) STRICT;

CREATE TABLE order_payments (
    merchant       TEXT NOT NULL,
    order_id       TEXT NOT NULL,
    payment_id     TEXT NOT NULL,
    payment        TEXT NOT NULL REFERENCES payments (id),
    position       INTEGER NOT NULL,
    share_minor    INTEGER CHECK (share_minor >= 0),
    external_minor INTEGER NOT NULL DEFAULT 0 CHECK (external_minor >= 0),
    PRIMARY KEY (merchant, order_id, payment_id),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
) STRICT;
CREATE INDEX order_payments_payment ON order_payments (payment);

CREATE TABLE captures (
    payment      TEXT NOT NULL REFERENCES payments (id),
    capture_id   TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    implied      INTEGER NOT NULL CHECK (implied IN (0, 1)),
    learned_at   INTEGER NOT NULL,
    PRIMARY KEY (payment, capture_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunds (
    refund             TEXT NOT NULL PRIMARY KEY,
    merchant           TEXT NOT NULL,
    order_id           TEXT NOT NULL,
    request            TEXT NOT NULL,
    customer           TEXT NOT NULL,
    currency           TEXT NOT NULL,
    reason             TEXT NOT NULL,
    requested_by       TEXT NOT NULL,
    digest             TEXT NOT NULL,
    run_id             TEXT NOT NULL,
    cancellation       TEXT NOT NULL,
    differences        TEXT NOT NULL,
    status             TEXT NOT NULL,
    offer              TEXT NOT NULL,
    last_reason        TEXT NOT NULL DEFAULT '',
    disposition        TEXT NOT NULL DEFAULT '',
    proposal           TEXT NOT NULL DEFAULT '',
    assessment_hash    TEXT NOT NULL DEFAULT '',
    policy             TEXT NOT NULL DEFAULT '',
    risk_band          TEXT NOT NULL DEFAULT '',
    total_minor        INTEGER NOT NULL DEFAULT 0 CHECK (total_minor >= 0),
    approvals_required INTEGER NOT NULL DEFAULT 0,
    reserved_version   INTEGER NOT NULL DEFAULT 0,
    decided            TEXT NOT NULL DEFAULT '' CHECK (decided IN ('', 'approve', 'reject')),
    released           INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
    recognised         INTEGER NOT NULL DEFAULT 0 CHECK (recognised IN (0, 1)),
    closed             INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    review_due_at      INTEGER,
    opened_at          INTEGER NOT NULL,
    changed_at         INTEGER NOT NULL,
    closed_at          INTEGER,
    UNIQUE (merchant, order_id, request),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
) STRICT;
CREATE INDEX refunds_opened ON refunds (opened_at);
CREATE INDEX refunds_unclosed ON refunds (opened_at) WHERE closed = 0;

CREATE TABLE legs (
    refund       TEXT NOT NULL REFERENCES refunds (refund),
    leg_id       TEXT NOT NULL,
    position     INTEGER NOT NULL,
    merchant     TEXT NOT NULL,
    order_id     TEXT NOT NULL,
    payment_id   TEXT NOT NULL,
    payment      TEXT NOT NULL REFERENCES payments (id),
    via          TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    units        TEXT NOT NULL,
    void         INTEGER NOT NULL CHECK (void IN (0, 1)),
    status       TEXT NOT NULL,
    generation   INTEGER NOT NULL CHECK (generation >= 1),
    provider_key TEXT NOT NULL DEFAULT '',
    sends        INTEGER NOT NULL DEFAULT 0,
    facts        INTEGER NOT NULL DEFAULT 0,
    given_up     INTEGER NOT NULL DEFAULT 0 CHECK (given_up IN (0, 1)),
    extra_minor  INTEGER NOT NULL DEFAULT 0 CHECK (extra_minor >= 0),
    unheld_minor INTEGER NOT NULL DEFAULT 0 CHECK (unheld_minor BETWEEN 0 AND amount_minor),
    last_sent_at INTEGER,
    unknown_at   INTEGER,
    outcome      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (refund, leg_id),
    CHECK (void = 0 OR amount_minor = 0)
) STRICT;
CREATE INDEX legs_order ON legs (merchant, order_id);

-- What a reservation claims, by component; the counters are in order_lines and order_caps.
CREATE TABLE claims (
    refund       TEXT NOT NULL REFERENCES refunds (refund),
    position     INTEGER NOT NULL,
    merchant     TEXT NOT NULL,
    order_id     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    line_id      TEXT NOT NULL,
    item         TEXT NOT NULL,
    quantity     INTEGER NOT NULL CHECK (quantity >= 0),
    amount_minor INTEGER NOT NULL,
    released     INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
    PRIMARY KEY (refund, position)
) STRICT;
CREATE INDEX claims_order ON claims (merchant, order_id);

CREATE TABLE kept_back (
    refund       TEXT NOT NULL REFERENCES refunds (refund),
    payment_id   TEXT NOT NULL,
    merchant     TEXT NOT NULL,
    order_id     TEXT NOT NULL,
    payment      TEXT NOT NULL REFERENCES payments (id),
    amount_minor INTEGER NOT NULL,
    released     INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
    PRIMARY KEY (refund, payment_id)
) STRICT;
CREATE INDEX kept_back_order ON kept_back (merchant, order_id);

-- A customer's reservations: the limits by customer and day, and the customer's past.
CREATE TABLE reservations (
    refund       TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    merchant     TEXT NOT NULL,
    customer     TEXT NOT NULL,
    currency     TEXT NOT NULL,
    reserved_at  INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    released     INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1))
) STRICT;
CREATE INDEX reservations_customer ON reservations (merchant, customer, currency, reserved_at);

-- Debit positive, credit negative. payment is set for a payment's control accounts; control is set
-- for every account that may not change sides.
CREATE TABLE accounts (
    name    TEXT NOT NULL,
    asset   TEXT NOT NULL,
    payment TEXT NOT NULL,
    control TEXT NOT NULL,
    balance INTEGER NOT NULL CHECK (typeof(balance) = 'integer'),
    PRIMARY KEY (name, asset),
    CHECK (control NOT IN ('open', 'held', 'sent', 'returned', 'kept_back', 'external', 'disputed', 'charged_back',
                           'budget_free', 'budget_held')
           OR balance <= 0),
    CHECK (control NOT IN ('captured', 'excess') OR balance >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_payment ON accounts (payment) WHERE payment <> '';

CREATE TABLE postings (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    subject   TEXT NOT NULL,
    leg       TEXT NOT NULL,
    template  TEXT NOT NULL,
    fact      TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    UNIQUE (subject, leg, template, fact)
) STRICT;

CREATE TABLE entries (
    posting      INTEGER NOT NULL REFERENCES postings (id),
    position     INTEGER NOT NULL,
    account      TEXT NOT NULL,
    asset        TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (typeof(amount_minor) = 'integer' AND amount_minor <> 0),
    PRIMARY KEY (posting, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    refund          TEXT NOT NULL REFERENCES refunds (refund),
    decision_id     TEXT NOT NULL,
    verb            TEXT NOT NULL,
    reviewer        TEXT NOT NULL,
    amount_minor    INTEGER,
    note            TEXT NOT NULL,
    assessment_hash TEXT NOT NULL,
    accepted        INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    answer          TEXT NOT NULL,
    decided_at      INTEGER NOT NULL,
    PRIMARY KEY (refund, decision_id)
) STRICT;

CREATE TABLE refund_event (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    refund      TEXT NOT NULL REFERENCES refunds (refund),
    event_key   TEXT,
    at          INTEGER NOT NULL,
    event       TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status   TEXT NOT NULL,
    leg         TEXT NOT NULL,
    actor       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    policy      TEXT NOT NULL,
    UNIQUE (refund, event_key)
) STRICT;

CREATE TABLE offers (
    refund       TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    merchant     TEXT NOT NULL,
    currency     TEXT NOT NULL,
    budget       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    promotion    TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    status       TEXT NOT NULL,
    code         TEXT NOT NULL DEFAULT '',
    reason       TEXT NOT NULL DEFAULT '',
    made_at      INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT;

-- The last throw of a switch counts.
CREATE TABLE switches (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT NOT NULL,
    is_on     INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    actor     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    thrown_at INTEGER NOT NULL
) STRICT;
CREATE INDEX switches_name ON switches (name, id);

-- +goose StatementBegin
CREATE TRIGGER postings_keep BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER postings_stay BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER captures_keep BEFORE UPDATE ON captures BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER captures_stay BEFORE DELETE ON captures BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refund_event_keep BEFORE UPDATE ON refund_event BEGIN SELECT RAISE(ABORT, 'refund_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refund_event_stay BEFORE DELETE ON refund_event BEGIN SELECT RAISE(ABORT, 'refund_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER switches_keep BEFORE UPDATE ON switches BEGIN SELECT RAISE(ABORT, 'switches are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER switches_stay BEFORE DELETE ON switches BEGIN SELECT RAISE(ABORT, 'switches are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE switches;
DROP TABLE offers;
DROP TABLE refund_event;
DROP TABLE decisions;
DROP TABLE entries;
DROP TABLE postings;
DROP TABLE accounts;
DROP TABLE reservations;
DROP TABLE kept_back;
DROP TABLE claims;
DROP TABLE legs;
DROP TABLE refunds;
DROP TABLE captures;
DROP TABLE order_payments;
DROP TABLE payments;
DROP TABLE order_caps;
DROP TABLE order_lines;
DROP TABLE orders;
DROP TABLE customers;

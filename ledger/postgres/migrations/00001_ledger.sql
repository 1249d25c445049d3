-- +goose Up
-- The books in PostgreSQL: the tables of ledger/sqlite with this engine's types. Times are UTC microseconds,
-- amounts minor units; a BIGINT that overflows is an error. Texts are compared byte by byte.

CREATE TABLE customers (
    merchant TEXT COLLATE "C" NOT NULL,
    customer TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant, customer)
);

CREATE TABLE orders (
    merchant  TEXT COLLATE "C" NOT NULL,
    order_id  TEXT COLLATE "C" NOT NULL,
    currency  TEXT COLLATE "C" NOT NULL,
    snapshot  TEXT COLLATE "C" NOT NULL,
    version   BIGINT NOT NULL CHECK (version > 0),
    pinned_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, order_id)
);

CREATE TABLE order_lines (
    merchant TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    line_id  TEXT COLLATE "C" NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    claimed  BIGINT NOT NULL DEFAULT 0 CHECK (claimed BETWEEN 0 AND quantity),
    PRIMARY KEY (merchant, order_id, line_id),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
);

CREATE TABLE order_caps (
    merchant      TEXT COLLATE "C" NOT NULL,
    order_id      TEXT COLLATE "C" NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    item          TEXT COLLATE "C" NOT NULL,
    limit_minor   BIGINT NOT NULL,
    claimed_minor BIGINT NOT NULL DEFAULT 0 CHECK (claimed_minor BETWEEN 0 AND limit_minor),
    PRIMARY KEY (merchant, order_id, kind, item),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
);

CREATE TABLE payments (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    merchant         TEXT COLLATE "C" NOT NULL,
    provider         TEXT COLLATE "C" NOT NULL,
    account          TEXT COLLATE "C" NOT NULL,
    reference        TEXT COLLATE "C" NOT NULL,
    provider_account TEXT COLLATE "C" NOT NULL,
    currency         TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL,
    funded_by        TEXT COLLATE "C" NOT NULL,
    instrument       TEXT COLLATE "C" NOT NULL,
    hold_reason      TEXT COLLATE "C" NOT NULL DEFAULT '',
    UNIQUE (merchant, provider, account, reference)
);

CREATE TABLE order_payments (
    merchant       TEXT COLLATE "C" NOT NULL,
    order_id       TEXT COLLATE "C" NOT NULL,
    payment_id     TEXT COLLATE "C" NOT NULL,
    payment        TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    position       BIGINT NOT NULL,
    share_minor    BIGINT CHECK (share_minor >= 0),
    external_minor BIGINT NOT NULL DEFAULT 0 CHECK (external_minor >= 0),
    PRIMARY KEY (merchant, order_id, payment_id),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
);

CREATE TABLE captures (
    payment            TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    capture_id         TEXT COLLATE "C" NOT NULL,
    amount_minor       BIGINT NOT NULL CHECK (amount_minor >= 0),
    implied            BOOLEAN NOT NULL,
    learned_at         BIGINT NOT NULL,
    provider_reference TEXT COLLATE "C" NOT NULL DEFAULT '',
    captured_at        BIGINT,
    position           BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (payment, capture_id)
);

CREATE TABLE refunds (
    refund             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    merchant           TEXT COLLATE "C" NOT NULL,
    order_id           TEXT COLLATE "C" NOT NULL,
    request            TEXT COLLATE "C" NOT NULL,
    customer           TEXT COLLATE "C" NOT NULL,
    currency           TEXT COLLATE "C" NOT NULL,
    reason             TEXT COLLATE "C" NOT NULL,
    requested_by       TEXT COLLATE "C" NOT NULL,
    digest             TEXT COLLATE "C" NOT NULL,
    run_id             TEXT COLLATE "C" NOT NULL,
    cancellation       TEXT COLLATE "C" NOT NULL,
    differences        TEXT COLLATE "C" NOT NULL,
    status             TEXT COLLATE "C" NOT NULL,
    offer              TEXT COLLATE "C" NOT NULL,
    last_reason        TEXT COLLATE "C" NOT NULL DEFAULT '',
    disposition        TEXT COLLATE "C" NOT NULL DEFAULT '',
    proposal           TEXT COLLATE "C" NOT NULL DEFAULT '',
    assessment_hash    TEXT COLLATE "C" NOT NULL DEFAULT '',
    policy             TEXT COLLATE "C" NOT NULL DEFAULT '',
    risk_band          TEXT COLLATE "C" NOT NULL DEFAULT '',
    total_minor        BIGINT NOT NULL DEFAULT 0 CHECK (total_minor >= 0),
    approvals_required BIGINT NOT NULL DEFAULT 0,
    reserved_version   BIGINT NOT NULL DEFAULT 0,
    decided            TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (decided IN ('', 'approve', 'reject')),
    released           BOOLEAN NOT NULL DEFAULT false,
    recognised         BOOLEAN NOT NULL DEFAULT false,
    closed             BOOLEAN NOT NULL DEFAULT false,
    review_due_at      BIGINT,
    opened_at          BIGINT NOT NULL,
    changed_at         BIGINT NOT NULL,
    closed_at          BIGINT,
    round              BIGINT NOT NULL DEFAULT 0,
    next_role          TEXT COLLATE "C" NOT NULL DEFAULT '',
    assignee           TEXT COLLATE "C" NOT NULL DEFAULT '',
    overdue            BOOLEAN NOT NULL DEFAULT false,
    market             TEXT COLLATE "C" NOT NULL DEFAULT '',
    messages           TEXT COLLATE "C" NOT NULL DEFAULT '',
    since              BIGINT NOT NULL DEFAULT 0,
    brief              TEXT COLLATE "C" NOT NULL DEFAULT '',
    chosen             TEXT COLLATE "C" NOT NULL DEFAULT '',
    why                TEXT COLLATE "C" NOT NULL DEFAULT '',
    message            TEXT COLLATE "C" NOT NULL DEFAULT '',
    appeal_by          BIGINT,
    refused_part       BOOLEAN NOT NULL DEFAULT false,
    paid_before_minor  BIGINT NOT NULL DEFAULT 0,
    review_since       BIGINT,
    escalated          BOOLEAN NOT NULL DEFAULT false,
    goods_by           BIGINT,
    goods_open         BOOLEAN NOT NULL DEFAULT false,
    inspected          TEXT COLLATE "C" NOT NULL DEFAULT '',
    question           TEXT COLLATE "C" NOT NULL DEFAULT '',
    offered            BOOLEAN NOT NULL DEFAULT false,
    pay_by             BIGINT,
    sent_proof         TEXT COLLATE "C" NOT NULL DEFAULT '',
    UNIQUE (merchant, order_id, request),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
);

CREATE TABLE legs (
    refund            TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    leg_id            TEXT COLLATE "C" NOT NULL,
    position          BIGINT NOT NULL,
    merchant          TEXT COLLATE "C" NOT NULL,
    order_id          TEXT COLLATE "C" NOT NULL,
    payment_id        TEXT COLLATE "C" NOT NULL,
    payment           TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    via               TEXT COLLATE "C" NOT NULL,
    amount_minor      BIGINT NOT NULL CHECK (amount_minor >= 0),
    units             TEXT COLLATE "C" NOT NULL,
    void              BOOLEAN NOT NULL,
    status            TEXT COLLATE "C" NOT NULL,
    generation        BIGINT NOT NULL CHECK (generation >= 1),
    provider_key      TEXT COLLATE "C" NOT NULL DEFAULT '',
    sends             BIGINT NOT NULL DEFAULT 0,
    facts             BIGINT NOT NULL DEFAULT 0,
    given_up          BOOLEAN NOT NULL DEFAULT false,
    extra_minor       BIGINT NOT NULL DEFAULT 0 CHECK (extra_minor >= 0),
    unheld_minor      BIGINT NOT NULL DEFAULT 0 CHECK (unheld_minor BETWEEN 0 AND amount_minor),
    last_sent_at      BIGINT,
    unknown_at        BIGINT,
    outcome           TEXT COLLATE "C" NOT NULL DEFAULT '',
    replaced          BOOLEAN NOT NULL DEFAULT false,
    substitutes       TEXT COLLATE "C" NOT NULL DEFAULT '',
    bonus_minor       BIGINT NOT NULL DEFAULT 0 CHECK (bonus_minor >= 0),
    budget            TEXT COLLATE "C" NOT NULL DEFAULT '',
    may_retry         BOOLEAN NOT NULL DEFAULT false,
    begun_at          BIGINT,
    settled_at        BIGINT,
    settled_way       TEXT COLLATE "C" NOT NULL DEFAULT '',
    attempt           TEXT COLLATE "C" NOT NULL DEFAULT '',
    leased_until      BIGINT,
    stopped           TEXT COLLATE "C" NOT NULL DEFAULT '',
    needs_person      TEXT COLLATE "C" NOT NULL DEFAULT '',
    clearances        BIGINT NOT NULL DEFAULT 0,
    capture_id        TEXT COLLATE "C" NOT NULL DEFAULT '',
    capture_reference TEXT COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (refund, leg_id),
    CHECK (NOT void OR amount_minor = 0)
);

CREATE TABLE claims (
    refund       TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    position     BIGINT NOT NULL,
    merchant     TEXT COLLATE "C" NOT NULL,
    order_id     TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    line_id      TEXT COLLATE "C" NOT NULL,
    item         TEXT COLLATE "C" NOT NULL,
    quantity     BIGINT NOT NULL CHECK (quantity >= 0),
    amount_minor BIGINT NOT NULL,
    released     BOOLEAN NOT NULL DEFAULT false,
    replaced     BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (refund, position)
);

CREATE TABLE kept_back (
    refund       TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    payment_id   TEXT COLLATE "C" NOT NULL,
    merchant     TEXT COLLATE "C" NOT NULL,
    order_id     TEXT COLLATE "C" NOT NULL,
    payment      TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    amount_minor BIGINT NOT NULL,
    released     BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (refund, payment_id)
);

CREATE TABLE reservations (
    refund       TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    merchant     TEXT COLLATE "C" NOT NULL,
    customer     TEXT COLLATE "C" NOT NULL,
    currency     TEXT COLLATE "C" NOT NULL,
    reserved_at  BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    released     BOOLEAN NOT NULL DEFAULT false,
    waived_minor BIGINT NOT NULL DEFAULT 0 CHECK (waived_minor >= 0)
);

CREATE TABLE accounts (
    name    TEXT COLLATE "C" NOT NULL,
    asset   TEXT COLLATE "C" NOT NULL,
    payment TEXT COLLATE "C" NOT NULL,
    control TEXT COLLATE "C" NOT NULL,
    balance BIGINT NOT NULL,
    PRIMARY KEY (name, asset),
    CHECK (control NOT IN ('open', 'held', 'sent', 'returned', 'kept_back', 'external', 'disputed', 'charged_back', 'budget_free', 'budget_held') OR balance <= 0),
    CHECK (control NOT IN ('captured', 'excess') OR balance >= 0)
);

CREATE TABLE postings (
    id        BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    subject   TEXT COLLATE "C" NOT NULL,
    leg       TEXT COLLATE "C" NOT NULL,
    template  TEXT COLLATE "C" NOT NULL,
    fact      TEXT COLLATE "C" NOT NULL,
    posted_at BIGINT NOT NULL,
    UNIQUE (subject, leg, template, fact)
);

CREATE TABLE entries (
    posting      BIGINT NOT NULL REFERENCES postings (id),
    position     BIGINT NOT NULL,
    account      TEXT COLLATE "C" NOT NULL,
    asset        TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (posting, position)
);

CREATE TABLE decisions (
    refund          TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    decision_id     TEXT COLLATE "C" NOT NULL,
    verb            TEXT COLLATE "C" NOT NULL,
    reviewer        TEXT COLLATE "C" NOT NULL,
    amount_minor    BIGINT,
    note            TEXT COLLATE "C" NOT NULL,
    assessment_hash TEXT COLLATE "C" NOT NULL,
    accepted        BOOLEAN NOT NULL,
    answer          TEXT COLLATE "C" NOT NULL,
    decided_at      BIGINT NOT NULL,
    round           BIGINT NOT NULL DEFAULT 0,
    role            TEXT COLLATE "C" NOT NULL DEFAULT '',
    message         TEXT COLLATE "C" NOT NULL DEFAULT '',
    bound_hash      TEXT COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (refund, decision_id)
);

CREATE TABLE refund_event (
    id          BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    refund      TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    event_key   TEXT COLLATE "C",
    at          BIGINT NOT NULL,
    event       TEXT COLLATE "C" NOT NULL,
    from_status TEXT COLLATE "C" NOT NULL,
    to_status   TEXT COLLATE "C" NOT NULL,
    leg         TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    policy      TEXT COLLATE "C" NOT NULL,
    UNIQUE (refund, event_key)
);

CREATE TABLE switches (
    id        BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    name      TEXT COLLATE "C" NOT NULL,
    is_on     BOOLEAN NOT NULL,
    actor     TEXT COLLATE "C" NOT NULL,
    reason    TEXT COLLATE "C" NOT NULL,
    thrown_at BIGINT NOT NULL
);

CREATE TABLE resolutions (
    refund        TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    resolution_id TEXT COLLATE "C" NOT NULL,
    action        TEXT COLLATE "C" NOT NULL,
    person        TEXT COLLATE "C" NOT NULL,
    reference     TEXT COLLATE "C" NOT NULL,
    via           TEXT COLLATE "C" NOT NULL,
    note          TEXT COLLATE "C" NOT NULL,
    round         BIGINT NOT NULL,
    accepted      BOOLEAN NOT NULL,
    answer        TEXT COLLATE "C" NOT NULL,
    resolved_at   BIGINT NOT NULL,
    leg           TEXT COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (refund, resolution_id)
);

CREATE TABLE offers (
    refund       TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    merchant     TEXT COLLATE "C" NOT NULL,
    currency     TEXT COLLATE "C" NOT NULL,
    budget       TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL DEFAULT '',
    promotion    TEXT COLLATE "C" NOT NULL DEFAULT '',
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    status       TEXT COLLATE "C" NOT NULL,
    code         TEXT COLLATE "C" NOT NULL DEFAULT '',
    reason       TEXT COLLATE "C" NOT NULL DEFAULT '',
    made_at      BIGINT NOT NULL,
    ended_at     BIGINT,
    terms        TEXT COLLATE "C" NOT NULL DEFAULT '',
    choice       TEXT COLLATE "C" NOT NULL DEFAULT ''
);

CREATE TABLE deliveries (
    message_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    refund      TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    kind        TEXT COLLATE "C" NOT NULL,
    since       BIGINT NOT NULL,
    delivery    TEXT COLLATE "C" NOT NULL,
    told        BOOLEAN NOT NULL,
    given_up_at BIGINT
);

CREATE TABLE ledger_identity (
    one           BIGINT PRIMARY KEY CHECK (one = 1),
    ledger_id     TEXT COLLATE "C" NOT NULL CHECK (length(ledger_id) >= 16),
    created_at    BIGINT NOT NULL,
    sealed_at     BIGINT,
    sealed_by     TEXT COLLATE "C" NOT NULL DEFAULT '',
    sealed_reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);

CREATE TABLE write_trial (
    one      BIGINT PRIMARY KEY CHECK (one = 1),
    tried_at BIGINT NOT NULL
);

CREATE TABLE acts (
    refund     TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    kind       TEXT COLLATE "C" NOT NULL,
    act_id     TEXT COLLATE "C" NOT NULL,
    person     TEXT COLLATE "C" NOT NULL,
    leg        TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    role       TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    accepted   BOOLEAN NOT NULL,
    answer     TEXT COLLATE "C" NOT NULL,
    round      BIGINT NOT NULL,
    acted_at   BIGINT NOT NULL,
    PRIMARY KEY (refund, kind, act_id)
);

CREATE TABLE refusals (
    refund        TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    refused_count BIGINT NOT NULL,
    stored_count  BIGINT NOT NULL,
    last_key      TEXT COLLATE "C" NOT NULL
);

CREATE TABLE messages (
    message_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    refund     TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    kind       TEXT COLLATE "C" NOT NULL,
    channels   TEXT COLLATE "C" NOT NULL,
    claimed_at BIGINT NOT NULL
);

CREATE TABLE order_versions (
    merchant      TEXT COLLATE "C" NOT NULL,
    order_id      TEXT COLLATE "C" NOT NULL,
    position      BIGINT NOT NULL CHECK (position > 0),
    order_version TEXT COLLATE "C" NOT NULL,
    snapshot      TEXT COLLATE "C" NOT NULL,
    replaced_by   TEXT COLLATE "C" NOT NULL,
    replaced_at   BIGINT NOT NULL,
    added         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant, order_id, position),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
);

CREATE INDEX order_payments_payment ON order_payments (payment);
CREATE INDEX refunds_opened ON refunds (opened_at);
CREATE INDEX legs_order ON legs (merchant, order_id);
CREATE INDEX claims_order ON claims (merchant, order_id);
CREATE INDEX kept_back_order ON kept_back (merchant, order_id);
CREATE INDEX reservations_customer ON reservations (merchant, customer, currency, reserved_at);
CREATE INDEX accounts_payment ON accounts (payment) WHERE payment <> '';
CREATE INDEX switches_name ON switches (name, id);
CREATE INDEX refunds_waiting ON refunds (status, review_due_at, overdue, refund) WHERE NOT closed;
CREATE INDEX refunds_unclosed ON refunds (opened_at) WHERE NOT closed;
CREATE INDEX refunds_customer ON refunds (merchant, customer, opened_at, order_id, refund);
CREATE INDEX legs_settled ON legs (settled_way, settled_at, begun_at) WHERE settled_way <> '';
CREATE INDEX deliveries_since ON deliveries (since) WHERE NOT told;
CREATE INDEX deliveries_given_up ON deliveries (given_up_at) WHERE given_up_at IS NOT NULL;
CREATE INDEX messages_refund ON messages (refund);
CREATE INDEX payments_reference ON payments (merchant, reference);
CREATE INDEX legs_capture ON legs (payment, capture_id) WHERE capture_id <> '';
CREATE INDEX refunds_pay_by ON refunds (pay_by, status) WHERE NOT closed AND pay_by IS NOT NULL;
CREATE INDEX entries_account ON entries (account, asset);
CREATE VIEW balances AS
    SELECT name, asset, balance FROM accounts
    UNION ALL
    SELECT account, asset, CAST(SUM(amount_minor) AS BIGINT) FROM entries
        WHERE account NOT LIKE 'pay/%' AND account NOT LIKE 'budget/%' GROUP BY account, asset;

-- +goose StatementBegin
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION identity_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a ledger keeps its identity and its seal' USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd

CREATE TRIGGER postings_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON postings EXECUTE FUNCTION append_only();
CREATE TRIGGER entries_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON entries EXECUTE FUNCTION append_only();
CREATE TRIGGER decisions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions EXECUTE FUNCTION append_only();
CREATE TRIGGER refund_event_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_event EXECUTE FUNCTION append_only();
CREATE TRIGGER switches_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON switches EXECUTE FUNCTION append_only();
CREATE TRIGGER resolutions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON resolutions EXECUTE FUNCTION append_only();
CREATE TRIGGER acts_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON acts EXECUTE FUNCTION append_only();
CREATE TRIGGER order_versions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON order_versions EXECUTE FUNCTION append_only();
-- What is known of a capture never changes; what was not known may be learned.
CREATE TRIGGER captures_keep BEFORE UPDATE ON captures FOR EACH ROW
    WHEN (NEW.payment <> OLD.payment OR NEW.capture_id <> OLD.capture_id OR NEW.amount_minor <> OLD.amount_minor OR NEW.implied <> OLD.implied
        OR NEW.learned_at <> OLD.learned_at OR NEW.position <> OLD.position
        OR OLD.provider_reference <> '' AND NEW.provider_reference <> OLD.provider_reference
        OR OLD.captured_at IS NOT NULL AND NEW.captured_at IS DISTINCT FROM OLD.captured_at) EXECUTE FUNCTION append_only();
CREATE TRIGGER captures_stay BEFORE DELETE OR TRUNCATE ON captures EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_identity_keep BEFORE UPDATE ON ledger_identity FOR EACH ROW
    WHEN (NEW.ledger_id <> OLD.ledger_id OR NEW.created_at <> OLD.created_at OR OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION identity_stays();
CREATE TRIGGER ledger_identity_stay BEFORE DELETE OR TRUNCATE ON ledger_identity EXECUTE FUNCTION identity_stays();

-- +goose Down
DROP VIEW balances;
DROP TABLE order_versions;
DROP TABLE messages;
DROP TABLE refusals;
DROP TABLE acts;
DROP TABLE write_trial;
DROP TABLE ledger_identity;
DROP TABLE deliveries;
DROP TABLE offers;
DROP TABLE resolutions;
DROP TABLE switches;
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
DROP FUNCTION append_only;
DROP FUNCTION identity_stays;

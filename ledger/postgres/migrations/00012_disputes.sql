-- +goose Up
-- A leg that a dispute keeps from being paid remembers what it was before; '': it is in no such state.
ALTER TABLE legs ADD COLUMN held_from TEXT COLLATE "C" NOT NULL DEFAULT '';

-- One row a dispute, with all that was said of it, as JSON: stage and amounts are folded from that, so that no
-- sequence of hearing matters. booked_stage and booked_minor are what its postings come to; moves counts them.
CREATE TABLE disputes (
    payment         TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    dispute_id      TEXT COLLATE "C" NOT NULL,
    stage           TEXT COLLATE "C" NOT NULL CHECK (stage IN ('INQUIRY', 'OPENED', 'WON', 'LOST', 'CLOSED')),
    amount_minor    BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency        TEXT COLLATE "C" NOT NULL,
    fee_minor       BIGINT NOT NULL CHECK (fee_minor >= 0),
    reason          TEXT COLLATE "C" NOT NULL DEFAULT '',
    evidence_due_at BIGINT,
    booked_stage    TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (booked_stage IN ('', 'OPENED', 'LOST')),
    booked_minor    BIGINT NOT NULL DEFAULT 0 CHECK (booked_minor >= 0),
    booked_fee      BIGINT NOT NULL DEFAULT 0 CHECK (booked_fee >= 0),
    payable_minor   BIGINT NOT NULL DEFAULT 0 CHECK (payable_minor >= 0),
    receivable_minor BIGINT NOT NULL DEFAULT 0 CHECK (receivable_minor >= 0),
    moves           BIGINT NOT NULL DEFAULT 0,
    facts           TEXT COLLATE "C" NOT NULL,
    first_heard_at  BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (payment, dispute_id),
    CHECK (booked_stage <> '' OR booked_minor = 0)
);
CREATE INDEX disputes_stage ON disputes (stage, evidence_due_at);

-- One row a refund that makegood did not ask for. order_id is set once its order is known; what it was for is said
-- once, by a person; then its amounts by meaning sum to booked_minor. before_minor of it an order's first event had
-- told of already.
CREATE TABLE outside_refunds (
    payment            TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    provider_refund_id TEXT COLLATE "C" NOT NULL,
    merchant           TEXT COLLATE "C" NOT NULL,
    order_id           TEXT COLLATE "C" NOT NULL DEFAULT '',
    amount_minor       BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency           TEXT COLLATE "C" NOT NULL,
    outcome            TEXT COLLATE "C" NOT NULL,
    booked_minor       BIGINT NOT NULL DEFAULT 0 CHECK (booked_minor >= 0),
    before_minor       BIGINT NOT NULL DEFAULT 0 CHECK (before_minor >= 0),
    moves              BIGINT NOT NULL DEFAULT 0,
    facts              TEXT COLLATE "C" NOT NULL,
    first_heard_at     BIGINT NOT NULL,
    attributed_as      TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (attributed_as IN ('', 'LINES', 'GOODWILL')),
    attributed_at      BIGINT,
    attributed_by      TEXT COLLATE "C" NOT NULL DEFAULT '',
    attribution        TEXT COLLATE "C" NOT NULL DEFAULT '',
    sales_minor        BIGINT NOT NULL DEFAULT 0 CHECK (sales_minor >= 0),
    allowed_minor      BIGINT NOT NULL DEFAULT 0 CHECK (allowed_minor >= 0),
    tax_minor          BIGINT NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    goodwill_minor     BIGINT NOT NULL DEFAULT 0 CHECK (goodwill_minor >= 0),
    PRIMARY KEY (payment, provider_refund_id),
    CHECK ((attributed_as = '') = (attributed_at IS NULL))
);
CREATE INDEX outside_refunds_open ON outside_refunds (first_heard_at) WHERE attributed_as = '';
CREATE INDEX outside_refunds_order ON outside_refunds (merchant, order_id);

-- What such a refund takes of its order, as claims are of a refund's.
CREATE TABLE outside_claims (
    payment            TEXT COLLATE "C" NOT NULL,
    provider_refund_id TEXT COLLATE "C" NOT NULL,
    position           BIGINT NOT NULL,
    merchant           TEXT COLLATE "C" NOT NULL,
    order_id           TEXT COLLATE "C" NOT NULL,
    kind               TEXT COLLATE "C" NOT NULL,
    line_id            TEXT COLLATE "C" NOT NULL,
    item               TEXT COLLATE "C" NOT NULL,
    quantity           BIGINT NOT NULL CHECK (quantity >= 0),
    amount_minor       BIGINT NOT NULL CHECK (amount_minor > 0),
    tax_minor          BIGINT NOT NULL CHECK (tax_minor >= 0),
    released           BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (payment, provider_refund_id, position),
    FOREIGN KEY (payment, provider_refund_id) REFERENCES outside_refunds (payment, provider_refund_id)
);
CREATE INDEX outside_claims_order ON outside_claims (merchant, order_id);

-- What a customer will not give back: one person asks, another agrees, and then it is booked.
CREATE TABLE write_offs (
    payment      TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    write_off_id TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    note         TEXT COLLATE "C" NOT NULL,
    asked_by     TEXT COLLATE "C" NOT NULL,
    asked_at     BIGINT NOT NULL,
    agreed_by    TEXT COLLATE "C" NOT NULL DEFAULT '',
    agreed_note  TEXT COLLATE "C" NOT NULL DEFAULT '',
    agreed_at    BIGINT,
    PRIMARY KEY (payment, write_off_id),
    CHECK ((agreed_by = '') = (agreed_at IS NULL))
);

-- +goose Down
DROP TABLE write_offs;
DROP TABLE outside_claims;
DROP TABLE outside_refunds;
DROP TABLE disputes;
ALTER TABLE legs DROP COLUMN held_from;

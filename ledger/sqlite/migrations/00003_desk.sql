-- +goose Up
-- Who is asked about a refund that waits, what its customer was told, and in which market it is.
ALTER TABLE refunds ADD COLUMN next_role TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN overdue INTEGER NOT NULL DEFAULT 0 CHECK (overdue IN (0, 1));
ALTER TABLE refunds ADD COLUMN market TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN messages TEXT NOT NULL DEFAULT '';
UPDATE refunds SET market = COALESCE(json_extract(cancellation, '$.order.market'), '');

-- What is not over, by status, with what the figures need of it: they read no row of refunds.
CREATE INDEX refunds_waiting ON refunds (status, review_due_at, overdue, refund) WHERE NOT closed;
-- The list of what is open asks with NOT, and an index over another condition is not used for it.
DROP INDEX refunds_unclosed;
CREATE INDEX refunds_unclosed ON refunds (opened_at) WHERE NOT closed;
-- A customer's requests, for the features of the risk rules.
CREATE INDEX refunds_customer ON refunds (merchant, customer, opened_at, order_id, refund);

-- How long a leg took: begun with its present generation, settled on its own payment. settled_way
-- is provider and kind, and empty for what says nothing of a provider's speed (a void, a substitute).
ALTER TABLE legs ADD COLUMN begun_at INTEGER;
ALTER TABLE legs ADD COLUMN settled_at INTEGER;
ALTER TABLE legs ADD COLUMN settled_way TEXT NOT NULL DEFAULT '';
CREATE INDEX legs_settled ON legs (settled_way, settled_at, begun_at) WHERE settled_way <> '';

-- An offer of several choices: terms as they were made, choice as it was taken (kind and promotion
-- are the choice's). What it may cost can be nothing.
CREATE TABLE offers_new (
    refund       TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    merchant     TEXT NOT NULL,
    currency     TEXT NOT NULL,
    budget       TEXT NOT NULL,
    kind         TEXT NOT NULL DEFAULT '',
    promotion    TEXT NOT NULL DEFAULT '',
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    status       TEXT NOT NULL,
    code         TEXT NOT NULL DEFAULT '',
    reason       TEXT NOT NULL DEFAULT '',
    made_at      INTEGER NOT NULL,
    ended_at     INTEGER,
    terms        TEXT NOT NULL DEFAULT '',
    choice       TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO offers_new
    SELECT refund, merchant, currency, budget, kind, promotion, amount_minor, status, code, reason, made_at, ended_at,
        json_object('choices', json_array(json_object('id', lower(kind), 'kind', kind, 'amount_minor', amount_minor, 'promotion', promotion)),
            'budget', budget, 'expiry_seconds', 0),
        CASE WHEN status = 'Accepted' THEN lower(kind) ELSE '' END
    FROM offers;
DROP TABLE offers;
ALTER TABLE offers_new RENAME TO offers;

-- What somebody has not heard at the first try: how far each message is now, no trail.
CREATE TABLE deliveries (
    message_id  TEXT NOT NULL PRIMARY KEY,
    refund      TEXT NOT NULL REFERENCES refunds (refund),
    kind        TEXT NOT NULL,
    since       INTEGER NOT NULL,
    delivery    TEXT NOT NULL,
    told        INTEGER NOT NULL CHECK (told IN (0, 1)),
    given_up_at INTEGER
) STRICT;
CREATE INDEX deliveries_since ON deliveries (since) WHERE NOT told;
CREATE INDEX deliveries_given_up ON deliveries (given_up_at) WHERE given_up_at IS NOT NULL;

-- +goose Down
DROP TABLE deliveries;
DROP INDEX legs_settled;
ALTER TABLE legs DROP COLUMN settled_way;
ALTER TABLE legs DROP COLUMN settled_at;
ALTER TABLE legs DROP COLUMN begun_at;
DROP INDEX refunds_customer;
DROP INDEX refunds_unclosed;
CREATE INDEX refunds_unclosed ON refunds (opened_at) WHERE closed = 0;
DROP INDEX refunds_waiting;
ALTER TABLE refunds DROP COLUMN messages;
ALTER TABLE refunds DROP COLUMN market;
ALTER TABLE refunds DROP COLUMN overdue;
ALTER TABLE refunds DROP COLUMN assignee;
ALTER TABLE refunds DROP COLUMN next_role;
ALTER TABLE offers DROP COLUMN terms;
ALTER TABLE offers DROP COLUMN choice;

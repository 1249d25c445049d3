-- +goose Up
-- What a refund is stands in its row whole: since when, what was refused of it, who is asked and until
-- when. brief is the proposal without what is large in it.
ALTER TABLE refunds ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN brief TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN chosen TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN appeal_by INTEGER;
ALTER TABLE refunds ADD COLUMN refused_part INTEGER NOT NULL DEFAULT 0 CHECK (refused_part IN (0, 1));
ALTER TABLE refunds ADD COLUMN paid_before_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN review_since INTEGER;
ALTER TABLE refunds ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0 CHECK (escalated IN (0, 1));
ALTER TABLE refunds ADD COLUMN goods_by INTEGER;
-- goods_open: what arrived could not be judged yet.
ALTER TABLE refunds ADD COLUMN goods_open INTEGER NOT NULL DEFAULT 0 CHECK (goods_open IN (0, 1));
ALTER TABLE refunds ADD COLUMN inspected TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN question TEXT NOT NULL DEFAULT '';
-- offered: the offer of the policy was made, or found its budget short.
ALTER TABLE refunds ADD COLUMN offered INTEGER NOT NULL DEFAULT 0 CHECK (offered IN (0, 1));

-- What only the workflow knew of a refund that is under way is not in an older ledger. A refusal by the rules was
-- Received until nobody could appeal it: it is Rejected, and may be appealed from now on. A question to the customer
-- is not known: the review goes on without it. What was found of goods is not known: a person looks.
CREATE TEMPORARY TABLE led_on (refund TEXT, from_status TEXT, to_status TEXT, event TEXT, reason TEXT);
INSERT INTO led_on
    SELECT refund, status, CASE disposition WHEN 'Reject' THEN 'Rejected' ELSE 'NothingToRefund' END, 'Assessed', last_reason
        FROM refunds WHERE NOT closed AND status = 'Received' AND disposition IN ('Reject', 'Nothing')
    UNION ALL SELECT refund, status, 'AwaitingApproval', 'NotAnswered', 'what the customer was asked is not known to this version'
        FROM refunds WHERE NOT closed AND status = 'NeedsInfo'
    UNION ALL SELECT refund, status, 'NeedsAttention', 'NeedsAttention', 'NOT_SUPPORTED: what was found of the goods is not known to this version'
        FROM refunds WHERE NOT closed AND status = 'Inspected';
INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy)
    SELECT l.refund, CAST(strftime('%s', 'now') AS INTEGER) * 1000000, l.event, l.from_status, l.to_status, '', 'makegood', l.reason, r.policy
        FROM led_on l JOIN refunds r ON r.refund = l.refund;
UPDATE refunds SET status = l.to_status, last_reason = l.reason FROM led_on l WHERE l.refund = refunds.refund;
DROP TABLE led_on;
UPDATE refunds SET
    since = COALESCE((SELECT MAX(e.at) FROM refund_event e
        WHERE e.refund = refunds.refund AND e.to_status = refunds.status AND e.from_status <> e.to_status), opened_at),
    offered = EXISTS (SELECT 1 FROM offers o WHERE o.refund = refunds.refund);
UPDATE refunds SET goods_by = review_due_at WHERE status = 'AwaitingGoods';
UPDATE refunds SET review_since = since,
    review_due_at = COALESCE(review_due_at, since + 1000000 * NULLIF(json_extract(proposal, '$.assessment.review.due_seconds'), 0))
    WHERE status = 'AwaitingApproval';
UPDATE refunds SET refused_part = 1, why = COALESCE(json_extract(proposal, '$.assessment.reasons'), ''),
    appeal_by = since + 1000000 * NULLIF(json_extract(proposal, '$.assessment.appeal_seconds'), 0)
    WHERE NOT closed AND status = 'Rejected' AND round = 0 AND proposal <> '';

-- A send is leased: until leased_until only the attempt that has it may send (microseconds, UTC). stopped
-- is what keeps a leg from being sent, needs_person why a person has to act on it; clearances counts the
-- people who have said in writing what became of it.
ALTER TABLE legs ADD COLUMN attempt TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN leased_until INTEGER;
ALTER TABLE legs ADD COLUMN stopped TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN needs_person TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN clearances INTEGER NOT NULL DEFAULT 0;
UPDATE legs SET needs_person = CASE status
        WHEN 'Declined' THEN 'DECLINED_' || COALESCE(NULLIF(json_extract(NULLIF(outcome, ''), '$.class'), ''), 'OTHER')
        WHEN 'Failed' THEN 'PAYOUT_REFUSED'
        WHEN 'LateFailed' THEN 'LATE_FAILED'
        ELSE 'UNANSWERED' END
    WHERE replaced = 0 AND (status IN ('Declined', 'Failed', 'RequiresAction', 'Abnormal') OR status = 'LateFailed' AND may_retry = 0);

ALTER TABLE resolutions ADD COLUMN leg TEXT NOT NULL DEFAULT '';

-- What people do beside decisions and resolutions, with the first answer. leg and generation are set for
-- what is said about a leg.
CREATE TABLE acts (
    refund     TEXT NOT NULL REFERENCES refunds (refund),
    kind       TEXT NOT NULL,
    act_id     TEXT NOT NULL,
    person     TEXT NOT NULL,
    leg        TEXT NOT NULL,
    generation INTEGER NOT NULL,
    role       TEXT NOT NULL,
    body       TEXT NOT NULL,
    accepted   INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    answer     TEXT NOT NULL,
    round      INTEGER NOT NULL,
    acted_at   INTEGER NOT NULL,
    PRIMARY KEY (refund, kind, act_id)
) STRICT;

-- How many acts and signals about a refund were refused; last_key is the latest count of signals, stored_count
-- how many refused acts are stored with their answer.
CREATE TABLE refusals (
    refund        TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    refused_count INTEGER NOT NULL,
    stored_count  INTEGER NOT NULL,
    last_key      TEXT NOT NULL
) STRICT;

-- What was told: a row a message. How far it has come with whom is in deliveries, unless everybody was told at once.
CREATE TABLE messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    refund     TEXT NOT NULL REFERENCES refunds (refund),
    kind       TEXT NOT NULL,
    channels   TEXT NOT NULL,
    claimed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_refund ON messages (refund);

-- +goose StatementBegin
CREATE TRIGGER acts_keep BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER acts_stay BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE messages;
DROP TABLE refusals;
DROP TABLE acts;
ALTER TABLE resolutions DROP COLUMN leg;
ALTER TABLE legs DROP COLUMN clearances;
ALTER TABLE legs DROP COLUMN needs_person;
ALTER TABLE legs DROP COLUMN stopped;
ALTER TABLE legs DROP COLUMN leased_until;
ALTER TABLE legs DROP COLUMN attempt;
ALTER TABLE refunds DROP COLUMN offered;
ALTER TABLE refunds DROP COLUMN question;
ALTER TABLE refunds DROP COLUMN inspected;
ALTER TABLE refunds DROP COLUMN goods_open;
ALTER TABLE refunds DROP COLUMN goods_by;
ALTER TABLE refunds DROP COLUMN escalated;
ALTER TABLE refunds DROP COLUMN review_since;
ALTER TABLE refunds DROP COLUMN paid_before_minor;
ALTER TABLE refunds DROP COLUMN refused_part;
ALTER TABLE refunds DROP COLUMN appeal_by;
ALTER TABLE refunds DROP COLUMN message;
ALTER TABLE refunds DROP COLUMN why;
ALTER TABLE refunds DROP COLUMN chosen;
ALTER TABLE refunds DROP COLUMN brief;
ALTER TABLE refunds DROP COLUMN since;

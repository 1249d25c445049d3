-- +goose Up
-- The desk's queue. Each index holds the refunds that wait for a person, and no others, in one sequence, so that the first page
-- of many costs as much as of few. The expressions are those of ledger/sqlstore/queue_sql.go: an index with another one is
-- not used. The first one has every column that a filter asks for, so that counting and filtering read no row.
CREATE INDEX refunds_queue_deadline ON refunds ((CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN
    CASE WHEN pay_by IS NOT NULL AND status <> 'AwaitingGoods' AND (review_due_at IS NULL OR pay_by < review_due_at)
    THEN pay_by ELSE COALESCE(review_due_at, 9223372036854775807) END END), refund,
    status, closed, review_due_at, pay_by, merchant, market, reason, risk_band, currency, total_minor, next_role, assignee, opened_at)
WHERE CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN
    CASE WHEN pay_by IS NOT NULL AND status <> 'AwaitingGoods' AND (review_due_at IS NULL OR pay_by < review_due_at)
    THEN pay_by ELSE COALESCE(review_due_at, 9223372036854775807) END END IS NOT NULL;
CREATE INDEX refunds_queue_age ON refunds ((CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN opened_at END), refund)
WHERE CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN opened_at END IS NOT NULL;
CREATE INDEX refunds_queue_amount ON refunds (currency, (CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN -total_minor END), refund)
WHERE CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN -total_minor END IS NOT NULL;
CREATE INDEX refunds_queue_assignee ON refunds (assignee, (CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN
    CASE WHEN pay_by IS NOT NULL AND status <> 'AwaitingGoods' AND (review_due_at IS NULL OR pay_by < review_due_at)
    THEN pay_by ELSE COALESCE(review_due_at, 9223372036854775807) END END))
WHERE CASE WHEN NOT closed AND
    status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention') THEN
    CASE WHEN pay_by IS NOT NULL AND status <> 'AwaitingGoods' AND (review_due_at IS NULL OR pay_by < review_due_at)
    THEN pay_by ELSE COALESCE(review_due_at, 9223372036854775807) END END IS NOT NULL AND assignee <> '';
-- Legs that a person has to act on, and legs of which nobody knows yet what became of them.
CREATE INDEX legs_needing_person ON legs (refund) WHERE needs_person <> '' AND NOT replaced;
CREATE INDEX legs_unknown ON legs (refund) WHERE status = 'Unknown' AND NOT replaced;

-- Who works on a refund, and until when: a claim that has run out counts no more.
CREATE TABLE desk_claims (
    refund     TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    person     TEXT NOT NULL CHECK (person <> ''),
    claimed_at INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    verified   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    CHECK (claimed_at < until_at)
) STRICT;

-- Filters that people keep under a name. query is the filter as the desk writes it in an address; it has no personal data.
CREATE TABLE desk_views (
    owner    TEXT NOT NULL CHECK (owner <> ''),
    name     TEXT NOT NULL CHECK (name <> ''),
    query    TEXT NOT NULL,
    shared   INTEGER NOT NULL CHECK (shared IN (0, 1)),
    saved_at INTEGER NOT NULL,
    verified TEXT NOT NULL,
    subject  TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT;

-- Who is away, from when until when, and who is shown what is assigned to them.
CREATE TABLE desk_absences (
    person   TEXT NOT NULL PRIMARY KEY CHECK (person <> ''),
    deputy   TEXT NOT NULL CHECK (deputy <> ''),
    from_at  INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    set_by   TEXT NOT NULL CHECK (set_by <> ''),
    set_at   INTEGER NOT NULL,
    verified TEXT NOT NULL,
    subject  TEXT NOT NULL,
    CHECK (from_at < until_at)
) STRICT;

-- What was done at the desk beside the refunds' own trail, appended only. about is the refund, view or person.
CREATE TABLE desk_acts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    act      TEXT NOT NULL CHECK (act <> ''),
    about    TEXT NOT NULL,
    detail   TEXT NOT NULL,
    actor    TEXT NOT NULL CHECK (actor <> ''),
    acted_at INTEGER NOT NULL,
    verified TEXT NOT NULL,
    subject  TEXT NOT NULL
) STRICT;
CREATE INDEX desk_acts_about ON desk_acts (about, id);
-- +goose StatementBegin
CREATE TRIGGER desk_acts_keep BEFORE UPDATE ON desk_acts BEGIN SELECT RAISE(ABORT, 'desk_acts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER desk_acts_stay BEFORE DELETE ON desk_acts BEGIN SELECT RAISE(ABORT, 'desk_acts is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE desk_acts;
DROP TABLE desk_absences;
DROP TABLE desk_views;
DROP TABLE desk_claims;
DROP INDEX legs_unknown;
DROP INDEX legs_needing_person;
DROP INDEX refunds_queue_assignee;
DROP INDEX refunds_queue_amount;
DROP INDEX refunds_queue_age;
DROP INDEX refunds_queue_deadline;

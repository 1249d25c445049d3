-- +goose Up
-- Statements by which customers withdraw from a contract. content has what was declared, sealed under a key of its own; sha256
-- is the digest of what was declared. attempt is who works on a statement, until claimed_until.
CREATE TABLE withdrawal_statements (
    statement_id  TEXT NOT NULL PRIMARY KEY CHECK (statement_id <> ''),
    merchant      TEXT NOT NULL,
    received_at   INTEGER NOT NULL,
    locale        TEXT NOT NULL,
    content       TEXT NOT NULL CHECK (content <> ''),
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    linked_order  TEXT NOT NULL DEFAULT '',
    first         TEXT NOT NULL CHECK (first <> ''),
    match_state   TEXT NOT NULL DEFAULT 'New' CHECK (match_state IN ('New', 'Waiting', 'Matched', 'Answered')),
    matched_by    TEXT NOT NULL DEFAULT '' CHECK (matched_by IN ('', 'EMAIL', 'LINK', 'STAFF')),
    order_id      TEXT NOT NULL DEFAULT '',
    customer      TEXT NOT NULL DEFAULT '',
    lines         TEXT NOT NULL DEFAULT '',
    ack_state     TEXT NOT NULL DEFAULT 'Owed' CHECK (ack_state IN ('Owed', 'Sent', 'ByHand')),
    ack_tries     INTEGER NOT NULL DEFAULT 0 CHECK (ack_tries >= 0),
    ack_problem   TEXT NOT NULL DEFAULT '',
    ack_sent_at   INTEGER,
    start_state   TEXT NOT NULL DEFAULT 'None' CHECK (start_state IN ('None', 'Owed', 'Started', 'Refused')),
    refund        TEXT NOT NULL DEFAULT '',
    start_problem TEXT NOT NULL DEFAULT '',
    due_at        INTEGER NOT NULL,
    attempt       TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER NOT NULL DEFAULT 0,
    CHECK ((ack_state = 'Sent') = (ack_sent_at IS NOT NULL)),
    CHECK ((match_state = 'Matched') = (order_id <> '')),
    CHECK ((start_state = 'Started') = (refund <> ''))
) STRICT;
CREATE INDEX withdrawal_statements_due ON withdrawal_statements (due_at, statement_id) WHERE ack_state = 'Owed' OR start_state = 'Owed' OR match_state = 'New';
CREATE INDEX withdrawal_statements_received ON withdrawal_statements (received_at, statement_id);
CREATE INDEX withdrawal_statements_unacknowledged ON withdrawal_statements (received_at) WHERE ack_state <> 'Sent';
CREATE INDEX withdrawal_statements_waiting ON withdrawal_statements (received_at) WHERE match_state = 'Waiting' OR start_state = 'Refused';
CREATE INDEX withdrawal_statements_customer ON withdrawal_statements (merchant, customer) WHERE customer <> '';

-- The first statement of each content: it alone starts a refund.
CREATE TABLE withdrawal_firsts (
    merchant     TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    PRIMARY KEY (merchant, sha256)
) STRICT;

-- What staff did about a statement, by whom and why.
CREATE TABLE withdrawal_acts (
    statement_id TEXT NOT NULL REFERENCES withdrawal_statements (statement_id),
    number       INTEGER NOT NULL CHECK (number > 0),
    act          TEXT NOT NULL CHECK (act IN ('MATCH', 'ANSWER', 'ACKNOWLEDGE', 'ERASE')),
    actor        TEXT NOT NULL CHECK (actor <> ''),
    note         TEXT NOT NULL,
    acted_at     INTEGER NOT NULL,
    verified     TEXT NOT NULL DEFAULT '',
    subject      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (statement_id, number)
) STRICT;

-- Orders that their shops have told of before anything of them was refunded. contact_mac is a digest of the customer's e-mail
-- address under the customer's key.
CREATE TABLE registered_orders (
    merchant      TEXT NOT NULL,
    order_id      TEXT NOT NULL,
    customer      TEXT NOT NULL,
    snapshot      TEXT NOT NULL,
    contact_mac   TEXT NOT NULL DEFAULT '',
    locale        TEXT NOT NULL DEFAULT '',
    registered_at INTEGER NOT NULL,
    PRIMARY KEY (merchant, order_id)
) STRICT;

-- +goose Down
DROP TABLE registered_orders;
DROP TABLE withdrawal_acts;
DROP TABLE withdrawal_firsts;
DROP TABLE withdrawal_statements;

-- +goose Up
-- Statements by which customers withdraw from a contract. content has what was declared, sealed under a key of its own; sha256
-- is the digest of what was declared. attempt is who works on a statement, until claimed_until.
CREATE TABLE withdrawal_statements (
    statement_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (statement_id <> ''),
    merchant      TEXT COLLATE "C" NOT NULL,
    received_at   BIGINT NOT NULL,
    locale        TEXT COLLATE "C" NOT NULL,
    content       TEXT COLLATE "C" NOT NULL CHECK (content <> ''),
    sha256        TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    linked_order  TEXT COLLATE "C" NOT NULL DEFAULT '',
    first         TEXT COLLATE "C" NOT NULL CHECK (first <> ''),
    match_state   TEXT COLLATE "C" NOT NULL DEFAULT 'New' CHECK (match_state IN ('New', 'Waiting', 'Matched', 'Answered')),
    matched_by    TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (matched_by IN ('', 'EMAIL', 'LINK', 'STAFF')),
    order_id      TEXT COLLATE "C" NOT NULL DEFAULT '',
    customer      TEXT COLLATE "C" NOT NULL DEFAULT '',
    lines         TEXT COLLATE "C" NOT NULL DEFAULT '',
    ack_state     TEXT COLLATE "C" NOT NULL DEFAULT 'Owed' CHECK (ack_state IN ('Owed', 'Sent', 'ByHand')),
    ack_tries     BIGINT NOT NULL DEFAULT 0 CHECK (ack_tries >= 0),
    ack_problem   TEXT COLLATE "C" NOT NULL DEFAULT '',
    ack_sent_at   BIGINT,
    start_state   TEXT COLLATE "C" NOT NULL DEFAULT 'None' CHECK (start_state IN ('None', 'Owed', 'Started', 'Refused')),
    refund        TEXT COLLATE "C" NOT NULL DEFAULT '',
    start_problem TEXT COLLATE "C" NOT NULL DEFAULT '',
    due_at        BIGINT NOT NULL,
    attempt       TEXT COLLATE "C" NOT NULL DEFAULT '',
    claimed_until BIGINT NOT NULL DEFAULT 0,
    CHECK ((ack_state = 'Sent') = (ack_sent_at IS NOT NULL)),
    CHECK ((match_state = 'Matched') = (order_id <> '')),
    CHECK ((start_state = 'Started') = (refund <> ''))
);
CREATE INDEX withdrawal_statements_due ON withdrawal_statements (due_at, statement_id) WHERE ack_state = 'Owed' OR start_state = 'Owed' OR match_state = 'New';
CREATE INDEX withdrawal_statements_received ON withdrawal_statements (received_at, statement_id);
CREATE INDEX withdrawal_statements_unacknowledged ON withdrawal_statements (received_at) WHERE ack_state <> 'Sent';
CREATE INDEX withdrawal_statements_waiting ON withdrawal_statements (received_at) WHERE match_state = 'Waiting' OR start_state = 'Refused';
CREATE INDEX withdrawal_statements_customer ON withdrawal_statements (merchant, customer) WHERE customer <> '';

-- The first statement of each content: it alone starts a refund.
CREATE TABLE withdrawal_firsts (
    merchant     TEXT COLLATE "C" NOT NULL,
    sha256       TEXT COLLATE "C" NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant, sha256)
);

-- What staff did about a statement, by whom and why.
CREATE TABLE withdrawal_acts (
    statement_id TEXT COLLATE "C" NOT NULL REFERENCES withdrawal_statements (statement_id),
    number       BIGINT NOT NULL CHECK (number > 0),
    act          TEXT COLLATE "C" NOT NULL CHECK (act IN ('MATCH', 'ANSWER', 'ACKNOWLEDGE', 'ERASE')),
    actor        TEXT COLLATE "C" NOT NULL CHECK (actor <> ''),
    note         TEXT COLLATE "C" NOT NULL,
    acted_at     BIGINT NOT NULL,
    verified     TEXT COLLATE "C" NOT NULL DEFAULT '',
    subject      TEXT COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (statement_id, number)
);

-- Orders that their shops have told of before anything of them was refunded. contact_mac is a digest of the customer's e-mail
-- address under the customer's key.
CREATE TABLE registered_orders (
    merchant      TEXT COLLATE "C" NOT NULL,
    order_id      TEXT COLLATE "C" NOT NULL,
    customer      TEXT COLLATE "C" NOT NULL,
    snapshot      TEXT COLLATE "C" NOT NULL,
    contact_mac   TEXT COLLATE "C" NOT NULL DEFAULT '',
    locale        TEXT COLLATE "C" NOT NULL DEFAULT '',
    registered_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, order_id)
);

-- +goose Down
DROP TABLE registered_orders;
DROP TABLE withdrawal_acts;
DROP TABLE withdrawal_firsts;
DROP TABLE withdrawal_statements;

-- +goose Up
-- Events that endpoints of other systems are told by webhook. They have no personal data. An event of a whole account, such
-- as the end of a reconciliation, is of no refund and no merchant.
CREATE TABLE hook_events (
    event_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (event_id <> ''),
    refund      TEXT COLLATE "C" REFERENCES refunds (refund),
    merchant    TEXT COLLATE "C" NOT NULL,
    type        TEXT COLLATE "C" NOT NULL CHECK (type <> ''),
    body        TEXT COLLATE "C" NOT NULL CHECK (body <> ''),
    traceparent TEXT COLLATE "C" NOT NULL DEFAULT '',
    occurred_at BIGINT NOT NULL,
    kept_at     BIGINT NOT NULL
);
CREATE INDEX hook_events_kept ON hook_events (kept_at, event_id);
CREATE INDEX hook_events_refund ON hook_events (refund);

-- How far each endpoint has been told of them, since when it is owed them (a replay begins anew). attempt is who has it, until
-- claimed_until.
CREATE TABLE hook_deliveries (
    endpoint      TEXT COLLATE "C" NOT NULL CHECK (endpoint <> ''),
    event_id      TEXT COLLATE "C" NOT NULL REFERENCES hook_events (event_id),
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('Waiting', 'Told', 'GivenUp')),
    tries         BIGINT NOT NULL DEFAULT 0 CHECK (tries >= 0),
    owed_at       BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    attempt       TEXT COLLATE "C" NOT NULL DEFAULT '',
    claimed_until BIGINT NOT NULL DEFAULT 0,
    problem       TEXT COLLATE "C" NOT NULL DEFAULT '',
    told_at       BIGINT,
    PRIMARY KEY (endpoint, event_id)
);
CREATE INDEX hook_deliveries_due ON hook_deliveries (endpoint, due_at, event_id) WHERE state = 'Waiting';
CREATE INDEX hook_deliveries_given_up ON hook_deliveries (endpoint, event_id) WHERE state = 'GivenUp';
CREATE INDEX hook_deliveries_event ON hook_deliveries (event_id);

-- How each endpoint stands. It has a row from the first event that it is owed.
CREATE TABLE hook_endpoints (
    endpoint     TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (endpoint <> ''),
    state        TEXT COLLATE "C" NOT NULL DEFAULT 'On' CHECK (state IN ('On', 'Off')),
    reason       TEXT COLLATE "C" NOT NULL DEFAULT '',
    changed_by   TEXT COLLATE "C" NOT NULL DEFAULT '',
    changed_at   BIGINT,
    failures     BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0),
    problem      TEXT COLLATE "C" NOT NULL DEFAULT '',
    paused_until BIGINT NOT NULL DEFAULT 0,
    told_at      BIGINT,
    failed_at    BIGINT
);

-- What was done to an endpoint, by whom and why: switched on or off, or told events again.
CREATE TABLE hook_acts (
    endpoint TEXT COLLATE "C" NOT NULL,
    number   BIGINT NOT NULL CHECK (number > 0),
    act      TEXT COLLATE "C" NOT NULL CHECK (act IN ('ON', 'OFF', 'REPLAY')),
    actor    TEXT COLLATE "C" NOT NULL CHECK (actor <> ''),
    reason   TEXT COLLATE "C" NOT NULL,
    events   BIGINT NOT NULL DEFAULT 0,
    acted_at BIGINT NOT NULL,
    PRIMARY KEY (endpoint, number)
);

-- +goose Down
DROP TABLE hook_acts;
DROP TABLE hook_endpoints;
DROP TABLE hook_deliveries;
DROP TABLE hook_events;

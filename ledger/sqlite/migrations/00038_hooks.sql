-- +goose Up
-- Events that endpoints of other systems are told by webhook. They have no personal data. An event of a whole account, such
-- as the end of a reconciliation, is of no refund and no merchant.
CREATE TABLE hook_events (
    event_id    TEXT NOT NULL PRIMARY KEY CHECK (event_id <> ''),
    refund      TEXT REFERENCES refunds (refund),
    merchant    TEXT NOT NULL,
    type        TEXT NOT NULL CHECK (type <> ''),
    body        TEXT NOT NULL CHECK (body <> ''),
    traceparent TEXT NOT NULL DEFAULT '',
    occurred_at INTEGER NOT NULL,
    kept_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX hook_events_kept ON hook_events (kept_at, event_id);
CREATE INDEX hook_events_refund ON hook_events (refund);

-- How far each endpoint has been told of them, since when it is owed them (a replay begins anew). attempt is who has it, until
-- claimed_until.
CREATE TABLE hook_deliveries (
    endpoint      TEXT NOT NULL CHECK (endpoint <> ''),
    event_id      TEXT NOT NULL REFERENCES hook_events (event_id),
    state         TEXT NOT NULL CHECK (state IN ('Waiting', 'Told', 'GivenUp')),
    tries         INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    owed_at       INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempt       TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER NOT NULL DEFAULT 0,
    problem       TEXT NOT NULL DEFAULT '',
    told_at       INTEGER,
    PRIMARY KEY (endpoint, event_id)
) STRICT;
CREATE INDEX hook_deliveries_due ON hook_deliveries (endpoint, due_at, event_id) WHERE state = 'Waiting';
CREATE INDEX hook_deliveries_given_up ON hook_deliveries (endpoint, event_id) WHERE state = 'GivenUp';
CREATE INDEX hook_deliveries_event ON hook_deliveries (event_id);

-- How each endpoint stands. It has a row from the first event that it is owed.
CREATE TABLE hook_endpoints (
    endpoint     TEXT NOT NULL PRIMARY KEY CHECK (endpoint <> ''),
    state        TEXT NOT NULL DEFAULT 'On' CHECK (state IN ('On', 'Off')),
    reason       TEXT NOT NULL DEFAULT '',
    changed_by   TEXT NOT NULL DEFAULT '',
    changed_at   INTEGER,
    failures     INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    problem      TEXT NOT NULL DEFAULT '',
    paused_until INTEGER NOT NULL DEFAULT 0,
    told_at      INTEGER,
    failed_at    INTEGER
) STRICT;

-- What was done to an endpoint, by whom and why: switched on or off, or told events again.
CREATE TABLE hook_acts (
    endpoint TEXT NOT NULL,
    number   INTEGER NOT NULL CHECK (number > 0),
    act      TEXT NOT NULL CHECK (act IN ('ON', 'OFF', 'REPLAY')),
    actor    TEXT NOT NULL CHECK (actor <> ''),
    reason   TEXT NOT NULL,
    events   INTEGER NOT NULL DEFAULT 0,
    acted_at INTEGER NOT NULL,
    PRIMARY KEY (endpoint, number)
) STRICT;

-- +goose Down
DROP TABLE hook_acts;
DROP TABLE hook_endpoints;
DROP TABLE hook_deliveries;
DROP TABLE hook_events;

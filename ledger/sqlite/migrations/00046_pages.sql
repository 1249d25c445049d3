-- +goose Up
-- The link that opens the customer's page of a refund: its generation (0: none), the hash of its token, a keyed hash of the
-- customer's e-mail for the second check (empty: none is known), and until when it opens. The token itself is kept nowhere.
ALTER TABLE refunds ADD COLUMN link_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN link_check TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN link_made_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_revoked_at INTEGER;
CREATE INDEX refunds_link ON refunds (link_hash) WHERE link_hash <> '';

-- What was done about those links beside what messages do: who made one, or revoked one, and why.
CREATE TABLE link_acts (
    refund     TEXT NOT NULL REFERENCES refunds (refund),
    number     INTEGER NOT NULL CHECK (number > 0),
    act        TEXT NOT NULL CHECK (act IN ('MADE', 'REVOKED', 'ERASED')),
    generation INTEGER NOT NULL CHECK (generation >= 0),
    actor      TEXT NOT NULL CHECK (actor <> ''),
    reason     TEXT NOT NULL,
    verified   TEXT NOT NULL DEFAULT '',
    subject    TEXT NOT NULL DEFAULT '',
    acted_at   INTEGER NOT NULL,
    PRIMARY KEY (refund, number)
) STRICT;

-- The tries of the second check of each refund's page. tried counts all of them, so that a right try writes as a wrong one.
CREATE TABLE page_checks (
    refund       TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    tried        INTEGER NOT NULL DEFAULT 0,
    wrong        INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    wrong_since  INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The files that customers sent by the page. They lie elsewhere, under their hashes.
CREATE TABLE page_files (
    refund     TEXT NOT NULL REFERENCES refunds (refund),
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    media_type TEXT NOT NULL CHECK (media_type <> ''),
    bytes      INTEGER NOT NULL CHECK (bytes > 0),
    sent_at    INTEGER NOT NULL,
    PRIMARY KEY (refund, sha256)
) STRICT;
CREATE INDEX page_files_sha256 ON page_files (sha256);

-- What customers said of how it went. words are sealed under the customer's key where there is a vault.
CREATE TABLE surveys (
    refund  TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    score   INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    words   TEXT NOT NULL DEFAULT '',
    said_at INTEGER NOT NULL
) STRICT;
CREATE INDEX surveys_said ON surveys (said_at);

-- +goose Down
DROP TABLE surveys;
DROP TABLE page_files;
DROP TABLE page_checks;
DROP TABLE link_acts;
DROP INDEX refunds_link;
ALTER TABLE refunds DROP COLUMN link_revoked_at;
ALTER TABLE refunds DROP COLUMN link_expires_at;
ALTER TABLE refunds DROP COLUMN link_made_at;
ALTER TABLE refunds DROP COLUMN link_check;
ALTER TABLE refunds DROP COLUMN link_hash;
ALTER TABLE refunds DROP COLUMN link_generation;

-- +goose Up
-- The link that opens the customer's page of a refund: its generation (0: none), the hash of its token, a keyed hash of the
-- customer's e-mail for the second check (empty: none is known), and until when it opens. The token itself is kept nowhere.
ALTER TABLE refunds ADD COLUMN link_generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_hash TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN link_check TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN link_made_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN link_revoked_at BIGINT;
CREATE INDEX refunds_link ON refunds (link_hash) WHERE link_hash <> '';

-- What was done about those links beside what messages do: who made one, or revoked one, and why.
CREATE TABLE link_acts (
    refund     TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    number     BIGINT NOT NULL CHECK (number > 0),
    act        TEXT COLLATE "C" NOT NULL CHECK (act IN ('MADE', 'REVOKED', 'ERASED')),
    generation BIGINT NOT NULL CHECK (generation >= 0),
    actor      TEXT COLLATE "C" NOT NULL CHECK (actor <> ''),
    reason     TEXT COLLATE "C" NOT NULL,
    verified   TEXT COLLATE "C" NOT NULL DEFAULT '',
    subject    TEXT COLLATE "C" NOT NULL DEFAULT '',
    acted_at   BIGINT NOT NULL,
    PRIMARY KEY (refund, number)
);

-- The tries of the second check of each refund's page. tried counts all of them, so that a right try writes as a wrong one.
CREATE TABLE page_checks (
    refund       TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    tried        BIGINT NOT NULL DEFAULT 0,
    wrong        BIGINT NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    wrong_since  BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0
);

-- The files that customers sent by the page. They lie elsewhere, under their hashes.
CREATE TABLE page_files (
    refund     TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    sha256     TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    media_type TEXT COLLATE "C" NOT NULL CHECK (media_type <> ''),
    bytes      BIGINT NOT NULL CHECK (bytes > 0),
    sent_at    BIGINT NOT NULL,
    PRIMARY KEY (refund, sha256)
);
CREATE INDEX page_files_sha256 ON page_files (sha256);

-- What customers said of how it went. words are sealed under the customer's key where there is a vault.
CREATE TABLE surveys (
    refund  TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    score   BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5),
    words   TEXT COLLATE "C" NOT NULL DEFAULT '',
    said_at BIGINT NOT NULL
);
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

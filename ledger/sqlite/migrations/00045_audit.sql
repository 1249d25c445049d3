-- +goose Up
-- What auditors look at. A staff revision is who may decide, as a worker read it in reviewers.yaml (without e-mail addresses), where
-- that was otherwise than in the revision before.
CREATE TABLE staff_revisions (
    number  INTEGER NOT NULL PRIMARY KEY,
    hash    TEXT NOT NULL CHECK (hash <> ''),
    staff   TEXT NOT NULL CHECK (staff <> ''),
    seen_at INTEGER NOT NULL
) STRICT;

-- What was otherwise, person by person. was and became are of kind and what (a role, a currency); empty: nothing.
CREATE TABLE staff_changes (
    revision  INTEGER NOT NULL REFERENCES staff_revisions (number),
    position  INTEGER NOT NULL,
    person    TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('PERSON_ADDED', 'PERSON_REMOVED', 'ROLE_ADDED', 'ROLE_REMOVED', 'LIMIT', 'MARKETS', 'RANKS')),
    what      TEXT NOT NULL,
    was       TEXT NOT NULL,
    became    TEXT NOT NULL,
    PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

-- A sample of closed refunds: how it was drawn, from how many refunds (population), and which these were (digest).
CREATE TABLE audit_samples (
    sample     TEXT NOT NULL PRIMARY KEY CHECK (sample <> ''),
    number     INTEGER NOT NULL UNIQUE,
    terms      TEXT NOT NULL CHECK (terms <> ''),
    population INTEGER NOT NULL CHECK (population >= 0),
    digest     TEXT NOT NULL,
    drawn_by   TEXT NOT NULL CHECK (drawn_by <> ''),
    verified   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    drawn_at   INTEGER NOT NULL
) STRICT;

-- The refunds of a sample, and what came of checking them again.
CREATE TABLE audit_results (
    sample   TEXT NOT NULL REFERENCES audit_samples (sample),
    position INTEGER NOT NULL CHECK (position > 0),
    refund   TEXT NOT NULL REFERENCES refunds (refund),
    result   TEXT NOT NULL CHECK (result IN ('AGREES', 'DIFFERS', 'NOT_CHECKED')),
    checks   TEXT NOT NULL,
    PRIMARY KEY (sample, position),
    UNIQUE (sample, refund)
) STRICT;

-- What auditors conclude of a refund of a sample. The note is sealed under the key of the refund's customer.
CREATE TABLE audit_notes (
    sample     TEXT NOT NULL,
    refund     TEXT NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    conclusion TEXT NOT NULL CHECK (conclusion IN ('IN_ORDER', 'QUESTION', 'FINDING')),
    note       TEXT NOT NULL,
    noted_by   TEXT NOT NULL CHECK (noted_by <> ''),
    verified   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    noted_at   INTEGER NOT NULL,
    PRIMARY KEY (sample, refund, number),
    FOREIGN KEY (sample, refund) REFERENCES audit_results (sample, refund)
) STRICT;

-- Who has taken what out, signed: the digest of the file, and the key. masked: without personal data.
CREATE TABLE audit_exports (
    number      INTEGER NOT NULL PRIMARY KEY,
    subject_of  TEXT NOT NULL CHECK (subject_of <> ''),
    masked      INTEGER NOT NULL CHECK (masked IN (0, 1)),
    digest      TEXT NOT NULL CHECK (digest <> ''),
    signed_by   TEXT NOT NULL,
    exported_by TEXT NOT NULL CHECK (exported_by <> ''),
    verified    TEXT NOT NULL,
    subject     TEXT NOT NULL,
    exported_at INTEGER NOT NULL
) STRICT;

CREATE INDEX refunds_by_closed_at ON refunds (closed_at, refund) WHERE closed_at IS NOT NULL;
CREATE INDEX decisions_by_decided_at ON decisions (decided_at);
CREATE INDEX resolutions_by_resolved_at ON resolutions (resolved_at);
CREATE INDEX reconciliation_items_by_refund ON reconciliation_items (refund) WHERE refund <> '';

-- +goose StatementBegin
CREATE TRIGGER staff_revisions_keep BEFORE UPDATE ON staff_revisions BEGIN SELECT RAISE(ABORT, 'staff_revisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER staff_revisions_stay BEFORE DELETE ON staff_revisions BEGIN SELECT RAISE(ABORT, 'staff_revisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER staff_changes_keep BEFORE UPDATE ON staff_changes BEGIN SELECT RAISE(ABORT, 'staff_changes are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER staff_changes_stay BEFORE DELETE ON staff_changes BEGIN SELECT RAISE(ABORT, 'staff_changes are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_samples_keep BEFORE UPDATE ON audit_samples BEGIN SELECT RAISE(ABORT, 'audit_samples are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_samples_stay BEFORE DELETE ON audit_samples BEGIN SELECT RAISE(ABORT, 'audit_samples are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_results_keep BEFORE UPDATE ON audit_results BEGIN SELECT RAISE(ABORT, 'audit_results are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_results_stay BEFORE DELETE ON audit_results BEGIN SELECT RAISE(ABORT, 'audit_results are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_notes_keep BEFORE UPDATE ON audit_notes BEGIN SELECT RAISE(ABORT, 'audit_notes are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_notes_stay BEFORE DELETE ON audit_notes BEGIN SELECT RAISE(ABORT, 'audit_notes are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_exports_keep BEFORE UPDATE ON audit_exports BEGIN SELECT RAISE(ABORT, 'audit_exports are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_exports_stay BEFORE DELETE ON audit_exports BEGIN SELECT RAISE(ABORT, 'audit_exports are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP INDEX reconciliation_items_by_refund;
DROP INDEX resolutions_by_resolved_at;
DROP INDEX decisions_by_decided_at;
DROP INDEX refunds_by_closed_at;
DROP TABLE audit_exports;
DROP TABLE audit_notes;
DROP TABLE audit_results;
DROP TABLE audit_samples;
DROP TABLE staff_changes;
DROP TABLE staff_revisions;

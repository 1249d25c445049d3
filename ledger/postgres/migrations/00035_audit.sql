-- +goose Up
-- What auditors look at. A staff revision is who may decide, as a worker read it in reviewers.yaml (without e-mail addresses), where
-- that was otherwise than in the revision before.
CREATE TABLE staff_revisions (
    number  BIGINT NOT NULL PRIMARY KEY,
    hash    TEXT COLLATE "C" NOT NULL CHECK (hash <> ''),
    staff   TEXT COLLATE "C" NOT NULL CHECK (staff <> ''),
    seen_at BIGINT NOT NULL
);

-- What was otherwise, person by person. was and became are of kind and what (a role, a currency); empty: nothing.
CREATE TABLE staff_changes (
    revision  BIGINT NOT NULL REFERENCES staff_revisions (number),
    position  BIGINT NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    kind      TEXT COLLATE "C" NOT NULL CHECK (kind IN ('PERSON_ADDED', 'PERSON_REMOVED', 'ROLE_ADDED', 'ROLE_REMOVED', 'LIMIT', 'MARKETS', 'RANKS')),
    what      TEXT COLLATE "C" NOT NULL,
    was       TEXT COLLATE "C" NOT NULL,
    became    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (revision, position)
);

-- A sample of closed refunds: how it was drawn, from how many refunds (population), and which these were (digest).
CREATE TABLE audit_samples (
    sample     TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (sample <> ''),
    number     BIGINT NOT NULL UNIQUE,
    terms      TEXT COLLATE "C" NOT NULL CHECK (terms <> ''),
    population BIGINT NOT NULL CHECK (population >= 0),
    digest     TEXT COLLATE "C" NOT NULL,
    drawn_by   TEXT COLLATE "C" NOT NULL CHECK (drawn_by <> ''),
    verified   TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    drawn_at   BIGINT NOT NULL
);

-- The refunds of a sample, and what came of checking them again.
CREATE TABLE audit_results (
    sample   TEXT COLLATE "C" NOT NULL REFERENCES audit_samples (sample),
    position BIGINT NOT NULL CHECK (position > 0),
    refund   TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    result   TEXT COLLATE "C" NOT NULL CHECK (result IN ('AGREES', 'DIFFERS', 'NOT_CHECKED')),
    checks   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (sample, position),
    UNIQUE (sample, refund)
);

-- What auditors conclude of a refund of a sample. The note is sealed under the key of the refund's customer.
CREATE TABLE audit_notes (
    sample     TEXT COLLATE "C" NOT NULL,
    refund     TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL CHECK (number > 0),
    conclusion TEXT COLLATE "C" NOT NULL CHECK (conclusion IN ('IN_ORDER', 'QUESTION', 'FINDING')),
    note       TEXT COLLATE "C" NOT NULL,
    noted_by   TEXT COLLATE "C" NOT NULL CHECK (noted_by <> ''),
    verified   TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    noted_at   BIGINT NOT NULL,
    PRIMARY KEY (sample, refund, number),
    FOREIGN KEY (sample, refund) REFERENCES audit_results (sample, refund)
);

-- Who has taken what out, signed: the digest of the file, and the key. masked: without personal data.
CREATE TABLE audit_exports (
    number      BIGINT NOT NULL PRIMARY KEY,
    subject_of  TEXT COLLATE "C" NOT NULL CHECK (subject_of <> ''),
    masked      BOOLEAN NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL CHECK (digest <> ''),
    signed_by   TEXT COLLATE "C" NOT NULL,
    exported_by TEXT COLLATE "C" NOT NULL CHECK (exported_by <> ''),
    verified    TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    exported_at BIGINT NOT NULL
);

CREATE INDEX refunds_by_closed_at ON refunds (closed_at, refund) WHERE closed_at IS NOT NULL;
CREATE INDEX decisions_by_decided_at ON decisions (decided_at);
CREATE INDEX resolutions_by_resolved_at ON resolutions (resolved_at);
CREATE INDEX reconciliation_items_by_refund ON reconciliation_items (refund) WHERE refund <> '';

CREATE TRIGGER staff_revisions_keep BEFORE UPDATE ON staff_revisions FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER staff_revisions_stay BEFORE DELETE OR TRUNCATE ON staff_revisions EXECUTE FUNCTION append_only();
CREATE TRIGGER staff_changes_keep BEFORE UPDATE ON staff_changes FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER staff_changes_stay BEFORE DELETE OR TRUNCATE ON staff_changes EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_samples_keep BEFORE UPDATE ON audit_samples FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_samples_stay BEFORE DELETE OR TRUNCATE ON audit_samples EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_results_keep BEFORE UPDATE ON audit_results FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_results_stay BEFORE DELETE OR TRUNCATE ON audit_results EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_notes_keep BEFORE UPDATE ON audit_notes FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_notes_stay BEFORE DELETE OR TRUNCATE ON audit_notes EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_exports_keep BEFORE UPDATE ON audit_exports FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_exports_stay BEFORE DELETE OR TRUNCATE ON audit_exports EXECUTE FUNCTION append_only();

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

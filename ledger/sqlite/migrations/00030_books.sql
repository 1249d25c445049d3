-- +goose Up
-- booked_at is the date that a posting counts at in the books; NULL, as an older release writes: posted_at. occurred_at
-- is when what it books happened, as its provider said; NULL: nobody said.
ALTER TABLE postings ADD COLUMN booked_at INTEGER;
ALTER TABLE postings ADD COLUMN occurred_at INTEGER;

-- The closed periods, each from the end of the one before it. Nothing is booked before the last one's end any more.
CREATE TABLE book_periods (
    name      TEXT NOT NULL PRIMARY KEY,
    from_at   INTEGER NOT NULL,
    until_at  INTEGER NOT NULL UNIQUE,
    closed_by TEXT NOT NULL CHECK (closed_by <> ''),
    reason    TEXT NOT NULL CHECK (reason <> ''),
    closed_at INTEGER NOT NULL,
    CHECK (from_at < until_at)
) STRICT;

-- What was booked until the end of a period, by asset, as it was when it was closed: the audit compares.
CREATE TABLE period_totals (
    period      TEXT NOT NULL REFERENCES book_periods (name),
    asset       TEXT NOT NULL,
    debit_minor INTEGER NOT NULL,
    entry_count INTEGER NOT NULL,
    PRIMARY KEY (period, asset)
) STRICT, WITHOUT ROWID;

-- The rules that two people have confirmed, or one has asked for, with their files as JSON. The last that was confirmed is
-- in force; 0 is the baseline, the first that a worker found.
CREATE TABLE rule_revisions (
    kind        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    files       TEXT NOT NULL,
    asked_by    TEXT NOT NULL CHECK (asked_by <> ''),
    asked_note  TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    agreed_by   TEXT NOT NULL DEFAULT '',
    agreed_note TEXT NOT NULL DEFAULT '',
    agreed_at   INTEGER,
    PRIMARY KEY (kind, number),
    CHECK ((agreed_by = '') = (agreed_at IS NULL))
) STRICT;
-- What waits for a second person waits once.
CREATE UNIQUE INDEX rule_revisions_asked ON rule_revisions (kind, digest) WHERE agreed_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER postings_open BEFORE INSERT ON postings BEGIN
    SELECT RAISE(ABORT, 'the period of this booking date is closed')
    WHERE COALESCE(NEW.booked_at, NEW.posted_at) < (SELECT MAX(until_at) FROM book_periods);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_open BEFORE INSERT ON entries BEGIN
    SELECT RAISE(ABORT, 'the period of this posting is closed') FROM postings p
    WHERE p.id = NEW.posting AND COALESCE(p.booked_at, p.posted_at) < (SELECT MAX(until_at) FROM book_periods);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER book_periods_sequence BEFORE INSERT ON book_periods BEGIN
    SELECT RAISE(ABORT, 'periods are closed in sequence')
    WHERE NEW.from_at <> (SELECT MAX(until_at) FROM book_periods);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER book_periods_keep BEFORE UPDATE ON book_periods BEGIN SELECT RAISE(ABORT, 'a closed period stays closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER book_periods_stay BEFORE DELETE ON book_periods BEGIN SELECT RAISE(ABORT, 'a closed period stays closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_totals_keep BEFORE UPDATE ON period_totals BEGIN SELECT RAISE(ABORT, 'period_totals are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_totals_stay BEFORE DELETE ON period_totals BEGIN SELECT RAISE(ABORT, 'period_totals are append-only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER rule_revisions_keep BEFORE UPDATE ON rule_revisions
WHEN OLD.agreed_at IS NOT NULL OR NEW.agreed_at IS NULL OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.digest <> OLD.digest OR NEW.files <> OLD.files
    OR NEW.asked_by <> OLD.asked_by OR NEW.asked_at <> OLD.asked_at
BEGIN SELECT RAISE(ABORT, 'a confirmed revision stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_revisions_stay BEFORE DELETE ON rule_revisions BEGIN SELECT RAISE(ABORT, 'rule_revisions are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE rule_revisions;
DROP TRIGGER entries_open;
DROP TRIGGER postings_open;
DROP TABLE period_totals;
DROP TABLE book_periods;
ALTER TABLE postings DROP COLUMN occurred_at;
ALTER TABLE postings DROP COLUMN booked_at;

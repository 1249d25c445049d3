-- +goose Up
-- booked_at is the date that a posting counts at in the books; NULL, as an older release writes: posted_at. occurred_at
-- is when what it books happened, as its provider said; NULL: nobody said.
ALTER TABLE postings ADD COLUMN booked_at BIGINT;
ALTER TABLE postings ADD COLUMN occurred_at BIGINT;

-- The closed periods, each from the end of the one before it. Nothing is booked before the last one's end any more.
CREATE TABLE book_periods (
    name      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL UNIQUE,
    closed_by TEXT COLLATE "C" NOT NULL CHECK (closed_by <> ''),
    reason    TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    closed_at BIGINT NOT NULL,
    CHECK (from_at < until_at)
);

-- What was booked until the end of a period, by asset, as it was when it was closed: the audit compares.
CREATE TABLE period_totals (
    period      TEXT COLLATE "C" NOT NULL REFERENCES book_periods (name),
    asset       TEXT COLLATE "C" NOT NULL,
    debit_minor BIGINT NOT NULL,
    entry_count BIGINT NOT NULL,
    PRIMARY KEY (period, asset)
);

-- The rules that two people have confirmed, or one has asked for, with their files as JSON. The last that was confirmed is
-- in force; 0 is the baseline, the first that a worker found.
CREATE TABLE rule_revisions (
    kind        TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    files       TEXT COLLATE "C" NOT NULL,
    asked_by    TEXT COLLATE "C" NOT NULL CHECK (asked_by <> ''),
    asked_note  TEXT COLLATE "C" NOT NULL,
    asked_at    BIGINT NOT NULL,
    agreed_by   TEXT COLLATE "C" NOT NULL DEFAULT '',
    agreed_note TEXT COLLATE "C" NOT NULL DEFAULT '',
    agreed_at   BIGINT,
    PRIMARY KEY (kind, number),
    CHECK ((agreed_by = '') = (agreed_at IS NULL))
);
-- What waits for a second person waits once.
CREATE UNIQUE INDEX rule_revisions_asked ON rule_revisions (kind, digest) WHERE agreed_at IS NULL;

-- One check for each statement, however many rows it has.
-- +goose StatementBegin
CREATE FUNCTION postings_in_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE COALESCE(booked_at, posted_at) < (SELECT MAX(until_at) FROM book_periods)) THEN
        RAISE EXCEPTION 'the period of this booking date is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION entries_in_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed_until BIGINT;
BEGIN
    SELECT MAX(until_at) INTO closed_until FROM book_periods;
    IF closed_until IS NOT NULL AND EXISTS (SELECT 1 FROM added a JOIN postings p ON p.id = a.posting
            WHERE COALESCE(p.booked_at, p.posted_at) < closed_until) THEN
        RAISE EXCEPTION 'the period of this posting is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION periods_in_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.from_at <> (SELECT MAX(until_at) FROM book_periods) THEN
        RAISE EXCEPTION 'periods are closed in sequence' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER postings_open AFTER INSERT ON postings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION postings_in_open_period();
CREATE TRIGGER entries_open AFTER INSERT ON entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entries_in_open_period();
CREATE TRIGGER book_periods_sequence BEFORE INSERT ON book_periods FOR EACH ROW EXECUTE FUNCTION periods_in_sequence();
CREATE TRIGGER book_periods_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON book_periods EXECUTE FUNCTION append_only();
CREATE TRIGGER period_totals_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON period_totals EXECUTE FUNCTION append_only();

CREATE TRIGGER rule_revisions_keep BEFORE UPDATE ON rule_revisions FOR EACH ROW
    WHEN (OLD.agreed_at IS NOT NULL OR NEW.agreed_at IS NULL OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.digest <> OLD.digest OR NEW.files <> OLD.files
        OR NEW.asked_by <> OLD.asked_by OR NEW.asked_at <> OLD.asked_at) EXECUTE FUNCTION append_only();
CREATE TRIGGER rule_revisions_stay BEFORE DELETE OR TRUNCATE ON rule_revisions EXECUTE FUNCTION append_only();

-- +goose Down
DROP TABLE rule_revisions;
DROP TRIGGER entries_open ON entries;
DROP TRIGGER postings_open ON postings;
DROP TABLE period_totals;
DROP TABLE book_periods;
DROP FUNCTION periods_in_sequence;
DROP FUNCTION entries_in_open_period;
DROP FUNCTION postings_in_open_period;
ALTER TABLE postings DROP COLUMN occurred_at;
ALTER TABLE postings DROP COLUMN booked_at;

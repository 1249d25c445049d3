-- +goose Up
-- How it is known who acted (verified), and who that is in the verifier's words (subject): an issuer and its subject, a
-- machine, a user. Empty in rows from before, and where makegood itself acted.
ALTER TABLE refund_event ADD COLUMN verified TEXT NOT NULL DEFAULT '';
ALTER TABLE refund_event ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN verified TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN verified TEXT NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE acts ADD COLUMN verified TEXT NOT NULL DEFAULT '';
ALTER TABLE acts ADD COLUMN subject TEXT NOT NULL DEFAULT '';

-- Machines that ask for refunds: each is counted from its first request on. The row is what is locked while a request is
-- held to the machine's limit of the day.
CREATE TABLE machines (
    machine  TEXT NOT NULL PRIMARY KEY,
    since    INTEGER NOT NULL
) STRICT;

-- The refunds that machines asked for. What of them is reserved, and not released, counts on the day (UTC) of the request
-- against limit_minor, which is the machine's of that day in the refund's currency.
CREATE TABLE machine_requests (
    refund      TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    machine     TEXT NOT NULL REFERENCES machines (machine),
    day         INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    limit_minor INTEGER NOT NULL CHECK (limit_minor >= 0)
) STRICT;
CREATE INDEX machine_requests_day ON machine_requests (machine, day, currency);

-- +goose StatementBegin
CREATE TRIGGER machine_requests_keep BEFORE UPDATE ON machine_requests BEGIN SELECT RAISE(ABORT, 'machine_requests are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER machine_requests_stay BEFORE DELETE ON machine_requests BEGIN SELECT RAISE(ABORT, 'machine_requests are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE machine_requests;
DROP TABLE machines;
ALTER TABLE acts DROP COLUMN subject;
ALTER TABLE acts DROP COLUMN verified;
ALTER TABLE resolutions DROP COLUMN subject;
ALTER TABLE resolutions DROP COLUMN verified;
ALTER TABLE decisions DROP COLUMN subject;
ALTER TABLE decisions DROP COLUMN verified;
ALTER TABLE refund_event DROP COLUMN subject;
ALTER TABLE refund_event DROP COLUMN verified;

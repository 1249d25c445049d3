-- +goose Up
-- How it is known who acted (verified), and who that is in the verifier's words (subject): an issuer and its subject, a
-- machine, a user. Empty in rows from before, and where makegood itself acted.
ALTER TABLE refund_event ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE refund_event ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE acts ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE acts ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Machines that ask for refunds: each is counted from its first request on. The row is what is locked while a request is
-- held to the machine's limit of the day.
CREATE TABLE machines (
    machine  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since    BIGINT NOT NULL
);

-- The refunds that machines asked for. What of them is reserved, and not released, counts on the day (UTC) of the request
-- against limit_minor, which is the machine's of that day in the refund's currency.
CREATE TABLE machine_requests (
    refund      TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES refunds (refund),
    machine     TEXT COLLATE "C" NOT NULL REFERENCES machines (machine),
    day         BIGINT NOT NULL,
    currency    TEXT COLLATE "C" NOT NULL,
    limit_minor BIGINT NOT NULL CHECK (limit_minor >= 0)
);
CREATE INDEX machine_requests_day ON machine_requests (machine, day, currency);

CREATE TRIGGER machine_requests_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON machine_requests EXECUTE FUNCTION append_only();

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

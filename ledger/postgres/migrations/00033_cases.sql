-- +goose Up
-- Which documents each refund names, by their SHA-256 (lower-case hexadecimal): in its request, or in an act. The same document in
-- another refund of the merchant is found by it.
CREATE TABLE case_evidence (
    refund   TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    merchant TEXT COLLATE "C" NOT NULL,
    sha256   TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    source   TEXT COLLATE "C" NOT NULL CHECK (source IN ('request', 'answer', 'appeal', 'inspect', 'clear')),
    named_at BIGINT NOT NULL,
    PRIMARY KEY (refund, sha256, source)
);
CREATE INDEX case_evidence_sha256 ON case_evidence (sha256, merchant, refund);

-- In the stored JSON a quotation mark that somebody wrote has a backslash before it: what is found is a member of its own.
INSERT INTO case_evidence (refund, merchant, sha256, source, named_at)
SELECT r.refund, r.merchant, lower(found[1]), 'request', r.opened_at
FROM refunds r, regexp_matches(r.cancellation, '"sha256":"([0-9A-Fa-f]{64})"', 'g') AS found
ON CONFLICT DO NOTHING;

INSERT INTO case_evidence (refund, merchant, sha256, source, named_at)
SELECT a.refund, r.merchant, lower(found[1]), a.kind, a.acted_at
FROM acts a JOIN refunds r ON r.refund = a.refund, regexp_matches(a.body, '"sha256":"([0-9A-Fa-f]{64})"', 'g') AS found
WHERE a.accepted AND a.kind IN ('answer', 'appeal', 'inspect', 'clear')
ON CONFLICT DO NOTHING;

-- +goose Down
DROP TABLE case_evidence;

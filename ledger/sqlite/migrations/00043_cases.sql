-- +goose Up
-- Which documents each refund names, by their SHA-256 (lower-case hexadecimal): in its request, or in an act. The same document in
-- another refund of the merchant is found by it.
CREATE TABLE case_evidence (
    refund   TEXT NOT NULL REFERENCES refunds (refund),
    merchant TEXT NOT NULL,
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    source   TEXT NOT NULL CHECK (source IN ('request', 'answer', 'appeal', 'inspect', 'clear')),
    named_at INTEGER NOT NULL,
    PRIMARY KEY (refund, sha256, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_evidence_sha256 ON case_evidence (sha256, merchant, refund);

INSERT OR IGNORE INTO case_evidence (refund, merchant, sha256, source, named_at)
SELECT r.refund, r.merchant, lower(e.value), 'request', r.opened_at
FROM refunds r, json_tree(CASE WHEN r.cancellation LIKE '%"sha256"%' THEN r.cancellation ELSE '{}' END, '$.evidence') e
WHERE e.key = 'sha256' AND length(e.value) = 64 AND lower(e.value) NOT GLOB '*[^0-9a-f]*';

INSERT OR IGNORE INTO case_evidence (refund, merchant, sha256, source, named_at)
SELECT a.refund, r.merchant, lower(e.value), a.kind, a.acted_at
FROM acts a JOIN refunds r ON r.refund = a.refund, json_tree(CASE WHEN a.body LIKE '%"sha256"%' THEN a.body ELSE '{}' END) e
WHERE a.accepted AND a.kind IN ('answer', 'appeal', 'inspect', 'clear')
    AND e.key = 'sha256' AND length(e.value) = 64 AND lower(e.value) NOT GLOB '*[^0-9a-f]*';

-- +goose Down
DROP TABLE case_evidence;

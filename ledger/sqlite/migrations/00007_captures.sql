-- +goose Up
-- Several providers refund a capture, not a payment: a capture keeps the provider's own reference of it, when it
-- was taken, and its place in the sequence in which the payment's captures were learned. Times are microseconds, UTC.
ALTER TABLE captures ADD COLUMN provider_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE captures ADD COLUMN captured_at INTEGER;
ALTER TABLE captures ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER captures_keep;

-- What the orders' first snapshots say of captures that are known already.
CREATE TEMPORARY TABLE known_captures AS
    SELECT op.payment AS payment, json_extract(k.value, '$.capture_id') AS capture_id, k.key AS position,
            COALESCE(json_extract(k.value, '$.provider_reference'), '') AS provider_reference,
            CAST(ROUND((julianday(json_extract(k.value, '$.captured_at')) - 2440587.5) * 86400000.0) AS INTEGER) * 1000 AS captured_at
        FROM order_payments op JOIN orders o ON o.merchant = op.merchant AND o.order_id = op.order_id,
            json_each(o.snapshot, '$.payments') p, json_each(p.value, '$.captures') k
        WHERE json_extract(p.value, '$.payment_id') = op.payment_id;
UPDATE captures SET provider_reference = k.provider_reference, captured_at = k.captured_at, position = k.position
    FROM known_captures k WHERE k.payment = captures.payment AND k.capture_id = captures.capture_id;
DROP TABLE known_captures;

-- What is known of a capture never changes; what was not known may be learned.
-- +goose StatementBegin
CREATE TRIGGER captures_keep BEFORE UPDATE ON captures
WHEN NEW.payment <> OLD.payment OR NEW.capture_id <> OLD.capture_id OR NEW.amount_minor <> OLD.amount_minor OR NEW.implied <> OLD.implied
    OR NEW.learned_at <> OLD.learned_at OR NEW.position <> OLD.position
    OR OLD.provider_reference <> '' AND NEW.provider_reference <> OLD.provider_reference
    OR OLD.captured_at IS NOT NULL AND NEW.captured_at IS NOT OLD.captured_at
BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
-- +goose StatementEnd

-- The capture that a leg goes to, and by which reference its provider knows it; both empty: the payment.
ALTER TABLE legs ADD COLUMN capture_id TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN capture_reference TEXT NOT NULL DEFAULT '';
CREATE INDEX legs_capture ON legs (payment, capture_id) WHERE capture_id <> '';

-- +goose Down
DROP TRIGGER captures_keep;
DROP INDEX legs_capture;
ALTER TABLE legs DROP COLUMN capture_reference;
ALTER TABLE legs DROP COLUMN capture_id;
ALTER TABLE captures DROP COLUMN position;
ALTER TABLE captures DROP COLUMN captured_at;
ALTER TABLE captures DROP COLUMN provider_reference;
-- +goose StatementBegin
CREATE TRIGGER captures_keep BEFORE UPDATE ON captures BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
-- +goose StatementEnd

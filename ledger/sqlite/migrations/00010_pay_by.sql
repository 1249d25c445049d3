-- +goose Up
-- By when a refund has to be paid by law (microseconds, UTC), and the proof that its goods were sent, as JSON.
ALTER TABLE refunds ADD COLUMN pay_by INTEGER;
ALTER TABLE refunds ADD COLUMN sent_proof TEXT NOT NULL DEFAULT '';
UPDATE refunds SET pay_by = 1000000 * CAST(strftime('%s', json_extract(brief, '$.assessment.pay_by')) AS INTEGER)
    WHERE brief <> '' AND json_extract(brief, '$.assessment.pay_by') IS NOT NULL;
CREATE INDEX refunds_pay_by ON refunds (pay_by, status) WHERE NOT closed AND pay_by IS NOT NULL;

-- +goose Down
DROP INDEX refunds_pay_by;
ALTER TABLE refunds DROP COLUMN sent_proof;
ALTER TABLE refunds DROP COLUMN pay_by;

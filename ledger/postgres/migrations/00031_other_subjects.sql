-- +goose Up
-- How it is known who acted on an endpoint of webhooks, or sealed the ledger (verified), and who that is in the verifier's
-- words (subject). Empty in rows from before, and where makegood itself acted.
ALTER TABLE hook_endpoints ADD COLUMN changed_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE hook_endpoints ADD COLUMN changed_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE hook_acts ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE hook_acts ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE ledger_identity ADD COLUMN sealed_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE ledger_identity ADD COLUMN sealed_subject TEXT COLLATE "C" NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE ledger_identity DROP COLUMN sealed_subject;
ALTER TABLE ledger_identity DROP COLUMN sealed_verified;
ALTER TABLE hook_acts DROP COLUMN subject;
ALTER TABLE hook_acts DROP COLUMN verified;
ALTER TABLE hook_endpoints DROP COLUMN changed_subject;
ALTER TABLE hook_endpoints DROP COLUMN changed_verified;

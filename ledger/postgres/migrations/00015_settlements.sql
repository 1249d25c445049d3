-- +goose Up
-- What a leg cost at its provider as booked, where that is not its amount: without a currency it is. cost_booked_minor
-- is the worth at which another currency was booked first. fee is the present generation's. cost_facts counts what was
-- booked of both after the settlement, cost_changes how often they were said otherwise than before.
ALTER TABLE legs ADD COLUMN cost_minor BIGINT NOT NULL DEFAULT 0 CHECK (cost_minor >= 0);
ALTER TABLE legs ADD COLUMN cost_currency TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN cost_booked_minor BIGINT NOT NULL DEFAULT 0 CHECK (cost_booked_minor >= 0);
ALTER TABLE legs ADD COLUMN fee_minor BIGINT NOT NULL DEFAULT 0 CHECK (fee_minor >= 0);
ALTER TABLE legs ADD COLUMN fee_currency TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN cost_facts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE legs ADD COLUMN cost_changes BIGINT NOT NULL DEFAULT 0;

-- A settlement finds its leg by the key or by the provider's id of the refund, which is kept from this version on.
ALTER TABLE legs ADD COLUMN provider_refund_id TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX legs_by_provider_refund_id ON legs (provider_refund_id) WHERE provider_refund_id <> '';
CREATE INDEX legs_by_provider_key ON legs (provider_key) WHERE provider_key <> '';

-- +goose Down
DROP INDEX legs_by_provider_key;
DROP INDEX legs_by_provider_refund_id;
ALTER TABLE legs DROP COLUMN provider_refund_id;
ALTER TABLE legs DROP COLUMN cost_changes;
ALTER TABLE legs DROP COLUMN cost_facts;
ALTER TABLE legs DROP COLUMN fee_currency;
ALTER TABLE legs DROP COLUMN fee_minor;
ALTER TABLE legs DROP COLUMN cost_booked_minor;
ALTER TABLE legs DROP COLUMN cost_currency;
ALTER TABLE legs DROP COLUMN cost_minor;

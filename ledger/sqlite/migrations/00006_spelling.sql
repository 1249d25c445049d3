-- +goose Up
-- One charge may come under two spellings: it is looked up by its reference (sqlstore.knownPayment).
CREATE INDEX payments_reference ON payments (merchant, reference);

-- +goose Down
DROP INDEX payments_reference;

-- +goose Up
-- What of a reservation is for goods that stay with the customer: it is counted against a habit (refund.PastWindow).
ALTER TABLE reservations ADD COLUMN waived_minor INTEGER NOT NULL DEFAULT 0 CHECK (waived_minor >= 0);

-- +goose Down
ALTER TABLE reservations DROP COLUMN waived_minor;

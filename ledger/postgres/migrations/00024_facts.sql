-- +goose Up
-- When a dispute's loss was booked: a refund that was on its way then, and fails, is discharged by it. Empty: it has none,
-- or an older release booked it.
ALTER TABLE disputes ADD COLUMN lost_at BIGINT;

-- +goose Down
ALTER TABLE disputes DROP COLUMN lost_at;

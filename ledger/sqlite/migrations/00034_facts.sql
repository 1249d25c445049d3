-- +goose Up
-- When a dispute's loss was booked: a refund that was on its way then, and fails, is discharged by it. Empty: it has none,
-- or an older release booked it.
ALTER TABLE disputes ADD COLUMN lost_at INTEGER;

-- When a notification's bytes and headers were taken out, which may name a person: a week after it was done at the
-- earliest. Everything else about it stays, and so does the row.
ALTER TABLE notifications ADD COLUMN emptied_at INTEGER;
CREATE INDEX notifications_to_empty ON notifications (done_at) WHERE emptied_at IS NULL;
DROP TRIGGER notifications_keep;
-- +goose StatementBegin
CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications
WHEN NOT COALESCE(NEW.id = OLD.id AND NEW.provider = OLD.provider AND NEW.at = OLD.at AND (
    OLD.done_at IS NULL AND NEW.done_at IS NOT NULL AND NEW.header = OLD.header AND NEW.body = OLD.body AND NEW.emptied_at IS NULL
    OR OLD.done_at IS NOT NULL AND OLD.emptied_at IS NULL AND NEW.done_at = OLD.done_at AND NEW.problem = OLD.problem
        AND NEW.header = '' AND NEW.body = '' AND NEW.emptied_at >= OLD.done_at + 604800000000), FALSE)
BEGIN SELECT RAISE(ABORT, 'a notification stays as it came'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER notifications_keep;
-- +goose StatementBegin
CREATE TRIGGER notifications_keep BEFORE UPDATE ON notifications
WHEN OLD.done_at IS NOT NULL OR NEW.done_at IS NULL OR NEW.id <> OLD.id OR NEW.provider <> OLD.provider OR NEW.header <> OLD.header
    OR NEW.body <> OLD.body OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'a notification stays as it came'); END;
-- +goose StatementEnd
DROP INDEX notifications_to_empty;
ALTER TABLE notifications DROP COLUMN emptied_at;
ALTER TABLE disputes DROP COLUMN lost_at;

-- +goose Up
-- The key of each person (scope customer), of an order whose event names no customer, or of a month: what is said of
-- them is sealed under it (package privacy). A key is made once. It is deleted by taking its secret away, for good;
-- the row stays, and says who asked for it, when and why.
CREATE TABLE customer_keys (
    key_id        TEXT NOT NULL PRIMARY KEY,
    scope         TEXT NOT NULL CHECK (scope IN ('customer', 'order', 'month')),
    merchant      TEXT NOT NULL,
    name          TEXT NOT NULL,
    secret        TEXT NOT NULL,
    made_at       INTEGER NOT NULL,
    erased_at     INTEGER,
    erased_by     TEXT NOT NULL DEFAULT '',
    erased_reason TEXT NOT NULL DEFAULT '',
    CHECK ((secret = '') = (erased_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX customer_keys_owner ON customer_keys (scope, merchant, name) WHERE erased_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER customer_keys_keep BEFORE UPDATE ON customer_keys
WHEN OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.key_id <> OLD.key_id OR NEW.scope <> OLD.scope
    OR NEW.merchant <> OLD.merchant OR NEW.name <> OLD.name OR NEW.made_at <> OLD.made_at
BEGIN SELECT RAISE(ABORT, 'a customer''s key is made once, and deleted for good'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER customer_keys_stay BEFORE DELETE ON customer_keys BEGIN SELECT RAISE(ABORT, 'the row of a deleted key stays'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE customer_keys;

-- +goose Up
-- The key of each person (scope customer), of an order whose event names no customer, or of a month: what is said of
-- them is sealed under it (package privacy). A key is made once. It is deleted by taking its secret away, for good;
-- the row stays, and says who asked for it, when and why.
CREATE TABLE customer_keys (
    key_id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    scope         TEXT COLLATE "C" NOT NULL CHECK (scope IN ('customer', 'order', 'month')),
    merchant      TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    secret        TEXT COLLATE "C" NOT NULL,
    made_at       BIGINT NOT NULL,
    erased_at     BIGINT,
    erased_by     TEXT COLLATE "C" NOT NULL DEFAULT '',
    erased_reason TEXT COLLATE "C" NOT NULL DEFAULT '',
    CHECK ((secret = '') = (erased_at IS NOT NULL))
);
CREATE UNIQUE INDEX customer_keys_owner ON customer_keys (scope, merchant, name) WHERE erased_at IS NULL;

-- +goose StatementBegin
CREATE FUNCTION key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a customer''s key is made once, and deleted for good; its row stays' USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER customer_keys_keep BEFORE UPDATE ON customer_keys FOR EACH ROW
    WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.key_id <> OLD.key_id OR NEW.scope <> OLD.scope
        OR NEW.merchant <> OLD.merchant OR NEW.name <> OLD.name OR NEW.made_at <> OLD.made_at) EXECUTE FUNCTION key_stays();
CREATE TRIGGER customer_keys_stay BEFORE DELETE OR TRUNCATE ON customer_keys EXECUTE FUNCTION key_stays();

-- +goose Down
DROP TABLE customer_keys;
DROP FUNCTION key_stays;

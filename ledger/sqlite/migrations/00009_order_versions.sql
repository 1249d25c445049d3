-- +goose Up
-- An order as it was before a newer version of it was pinned: what the newer one added, by which request and when.
CREATE TABLE order_versions (
    merchant      TEXT NOT NULL,
    order_id      TEXT NOT NULL,
    position      INTEGER NOT NULL CHECK (position > 0),
    order_version TEXT NOT NULL,
    snapshot      TEXT NOT NULL,
    replaced_by   TEXT NOT NULL,
    replaced_at   INTEGER NOT NULL,
    added         TEXT NOT NULL,
    PRIMARY KEY (merchant, order_id, position),
    FOREIGN KEY (merchant, order_id) REFERENCES orders (merchant, order_id)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER order_versions_keep BEFORE UPDATE ON order_versions BEGIN SELECT RAISE(ABORT, 'order_versions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER order_versions_stay BEFORE DELETE ON order_versions BEGIN SELECT RAISE(ABORT, 'order_versions are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE order_versions;

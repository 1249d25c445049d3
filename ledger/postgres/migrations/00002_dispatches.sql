-- +goose Up
-- Which message was handed over on which channel: a row each, from just before it was. digest is SHA-256 of channel, a
-- zero byte and message id; a row that an older release's mark on disk was imported into has nothing else of the message.
CREATE TABLE dispatches (
    digest        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    refund        TEXT COLLATE "C" REFERENCES refunds (refund),
    message_id    TEXT COLLATE "C" NOT NULL DEFAULT '',
    channel       TEXT COLLATE "C" NOT NULL DEFAULT '',
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('Claimed', 'Told', 'Unknown')),
    attempt       TEXT COLLATE "C" NOT NULL DEFAULT '',
    claimed_until BIGINT NOT NULL DEFAULT 0,
    changed_at    BIGINT NOT NULL
);
CREATE INDEX dispatches_refund ON dispatches (refund) WHERE refund IS NOT NULL;

-- +goose Down
DROP TABLE dispatches;

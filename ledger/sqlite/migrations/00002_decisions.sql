-- +goose Up
-- A proposal may be replaced: what its place was taken from stays, and counts no more.
ALTER TABLE legs ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1));
ALTER TABLE legs ADD COLUMN substitutes TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN bonus_minor INTEGER NOT NULL DEFAULT 0 CHECK (bonus_minor >= 0);
ALTER TABLE legs ADD COLUMN budget TEXT NOT NULL DEFAULT '';
-- A person has said that a leg which bounced is to be sent again.
ALTER TABLE legs ADD COLUMN may_retry INTEGER NOT NULL DEFAULT 0 CHECK (may_retry IN (0, 1));
ALTER TABLE claims ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1));

-- An appeal begins a new round: whoever decided in an earlier one does not decide again.
ALTER TABLE refunds ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
-- assessment_hash is what a decision agrees to; bound_hash what the person named.
ALTER TABLE decisions ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN bound_hash TEXT NOT NULL DEFAULT '';

CREATE TABLE resolutions (
    refund        TEXT NOT NULL REFERENCES refunds (refund),
    resolution_id TEXT NOT NULL,
    action        TEXT NOT NULL,
    person        TEXT NOT NULL,
    reference     TEXT NOT NULL,
    via           TEXT NOT NULL,
    note          TEXT NOT NULL,
    round         INTEGER NOT NULL,
    accepted      INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    answer        TEXT NOT NULL,
    resolved_at   INTEGER NOT NULL,
    PRIMARY KEY (refund, resolution_id)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER resolutions_keep BEFORE UPDATE ON resolutions BEGIN SELECT RAISE(ABORT, 'resolutions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER resolutions_stay BEFORE DELETE ON resolutions BEGIN SELECT RAISE(ABORT, 'resolutions are append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE resolutions;
ALTER TABLE decisions DROP COLUMN bound_hash;
ALTER TABLE decisions DROP COLUMN message;
ALTER TABLE decisions DROP COLUMN role;
ALTER TABLE decisions DROP COLUMN round;
ALTER TABLE refunds DROP COLUMN round;
ALTER TABLE claims DROP COLUMN replaced;
ALTER TABLE legs DROP COLUMN may_retry;
ALTER TABLE legs DROP COLUMN budget;
ALTER TABLE legs DROP COLUMN bonus_minor;
ALTER TABLE legs DROP COLUMN substitutes;
ALTER TABLE legs DROP COLUMN replaced;

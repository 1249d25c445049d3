-- +goose Up
-- A dispute in another currency than was captured. value_minor is what of the captured currency it takes, by the provider's
-- statement or by a person's (person_minor, said while person_of_minor of the dispute's currency were disputed); 0: nobody has
-- said. exchanged_* is what of it was exchanged: captured currency against the dispute's, whose balance it was taken from.
ALTER TABLE disputes ADD COLUMN value_minor BIGINT NOT NULL DEFAULT 0 CHECK (value_minor >= 0);
ALTER TABLE disputes ADD COLUMN person_minor BIGINT NOT NULL DEFAULT 0 CHECK (person_minor >= 0);
ALTER TABLE disputes ADD COLUMN person_of_minor BIGINT NOT NULL DEFAULT 0 CHECK (person_of_minor >= 0);
ALTER TABLE disputes ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN person_note TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN exchanged_captured_minor BIGINT NOT NULL DEFAULT 0 CHECK (exchanged_captured_minor >= 0);
ALTER TABLE disputes ADD COLUMN exchanged_minor BIGINT NOT NULL DEFAULT 0 CHECK (exchanged_minor >= 0);
ALTER TABLE disputes ADD COLUMN exchanged_fee BIGINT NOT NULL DEFAULT 0 CHECK (exchanged_fee >= 0);
ALTER TABLE disputes ADD COLUMN exchanged_currency TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE disputes DROP COLUMN exchanged_currency;
ALTER TABLE disputes DROP COLUMN exchanged_fee;
ALTER TABLE disputes DROP COLUMN exchanged_minor;
ALTER TABLE disputes DROP COLUMN exchanged_captured_minor;
ALTER TABLE disputes DROP COLUMN person_note;
ALTER TABLE disputes DROP COLUMN person;
ALTER TABLE disputes DROP COLUMN person_of_minor;
ALTER TABLE disputes DROP COLUMN person_minor;
ALTER TABLE disputes DROP COLUMN value_minor;

-- +goose Up
-- One person's word that a leg was paid outside makegood, which waits for another's: who said it, under which reference,
-- and when. Empty: nobody has.
ALTER TABLE legs ADD COLUMN elsewhere_by TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN elsewhere_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN elsewhere_at INTEGER;

-- +goose Down
ALTER TABLE legs DROP COLUMN elsewhere_at;
ALTER TABLE legs DROP COLUMN elsewhere_reference;
ALTER TABLE legs DROP COLUMN elsewhere_by;

-- +goose Up
-- A settlement may name the key of an older generation of a leg. A key is a hash, so that those of the few legs that were
-- sent under more than one are made again and compared.
CREATE INDEX legs_reissued ON legs (refund) WHERE generation > 1;

-- +goose Down
DROP INDEX legs_reissued;

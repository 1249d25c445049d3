-- +goose Up
-- What staff and a customer said to each other about a refund, beside makegood's own messages. body is sealed under the
-- customer's key, where keys are set up: erasing the customer erases it.
CREATE TABLE contacts (
    refund     TEXT NOT NULL REFERENCES refunds (refund),
    contact_id TEXT NOT NULL CHECK (contact_id <> ''),
    number     INTEGER NOT NULL CHECK (number > 0),
    channel    TEXT NOT NULL CHECK (channel IN ('phone', 'chat', 'letter', 'in_person', 'email')),
    direction  TEXT NOT NULL CHECK (direction IN ('from_customer', 'to_customer')),
    person     TEXT NOT NULL CHECK (person <> ''),
    body       TEXT NOT NULL CHECK (body <> ''),
    kept_at    INTEGER NOT NULL,
    verified   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    PRIMARY KEY (refund, contact_id),
    UNIQUE (refund, number)
) STRICT;

-- +goose Down
DROP TABLE contacts;

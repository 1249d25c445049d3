-- +goose Up
-- What staff and a customer said to each other about a refund, beside makegood's own messages. body is sealed under the
-- customer's key, where keys are set up: erasing the customer erases it.
CREATE TABLE contacts (
    refund     TEXT COLLATE "C" NOT NULL REFERENCES refunds (refund),
    contact_id TEXT COLLATE "C" NOT NULL CHECK (contact_id <> ''),
    number     BIGINT NOT NULL CHECK (number > 0),
    channel    TEXT COLLATE "C" NOT NULL CHECK (channel IN ('phone', 'chat', 'letter', 'in_person', 'email')),
    direction  TEXT COLLATE "C" NOT NULL CHECK (direction IN ('from_customer', 'to_customer')),
    person     TEXT COLLATE "C" NOT NULL CHECK (person <> ''),
    body       TEXT COLLATE "C" NOT NULL CHECK (body <> ''),
    kept_at    BIGINT NOT NULL,
    verified   TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (refund, contact_id),
    UNIQUE (refund, number)
);

-- +goose Down
DROP TABLE contacts;

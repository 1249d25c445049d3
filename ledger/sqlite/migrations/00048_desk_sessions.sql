-- +goose Up
-- Who is signed in at the desk. hash is the SHA-256 of an id that only the browser has; subject is the person as the issuer
-- verified them, as JSON. It ends at ends_at, which moves on while the person is seen, and never beyond over_at.
CREATE TABLE desk_sessions (
    hash    TEXT NOT NULL PRIMARY KEY CHECK (hash <> ''),
    person  TEXT NOT NULL CHECK (person <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at <= over_at),
    over_at INTEGER NOT NULL
) STRICT;
CREATE INDEX desk_sessions_ends ON desk_sessions (ends_at, hash);

-- +goose Down
DROP TABLE desk_sessions;

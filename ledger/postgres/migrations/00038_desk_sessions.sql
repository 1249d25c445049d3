-- +goose Up
-- Who is signed in at the desk. hash is the SHA-256 of an id that only the browser has; subject is the person as the issuer
-- verified them, as JSON. It ends at ends_at, which moves on while the person is seen, and never beyond over_at.
CREATE TABLE desk_sessions (
    hash    TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (hash <> ''),
    person  TEXT COLLATE "C" NOT NULL CHECK (person <> ''),
    subject TEXT COLLATE "C" NOT NULL CHECK (subject <> ''),
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL CHECK (ends_at <= over_at),
    over_at BIGINT NOT NULL
);
CREATE INDEX desk_sessions_ends ON desk_sessions (ends_at, hash);

-- +goose Down
DROP TABLE desk_sessions;

-- Failed sign-ins, counted over all server processes, and the places that people signed in from before.

CREATE TABLE sign_in_budgets (
    -- SHA-256 of what is counted: an account at an address, an address, an account. What people type into the field for
    -- their e-mail address is now and then their password: it is not kept as it is.
    key bytea PRIMARY KEY CHECK (length(key) = 32),
    -- A bucket with a hole: each failure moves this on by a fixed span, and time catches up with it. Too far ahead of
    -- now, and the next try has to wait.
    used_until timestamptz NOT NULL
);
CREATE INDEX sign_in_budgets_end ON sign_in_budgets (used_until);

CREATE TABLE sign_in_places (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- SHA-256 of a device's token, or of an address.
    place bytea NOT NULL CHECK (length(place) = 32),
    last_sign_in_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, place)
);
CREATE INDEX sign_in_places_age ON sign_in_places (last_sign_in_at);

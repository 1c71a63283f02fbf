-- The central database: who there is, which tenants there are, who belongs to which, and who is signed in.

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    full_name text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    -- Argon2id in PHC form; null for people who sign in elsewhere.
    password_hash text,
    is_admin boolean NOT NULL DEFAULT false,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE tenants (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The address of the tenant's database with its password, encrypted under the server's secret key.
    sealed_address bytea NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE memberships (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tenant_id text NOT NULL REFERENCES tenants ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('viewer', 'field_worker', 'ward_councillor', 'manager', 'saps_liaison', 'admin')),
    ward_id text CHECK (length(ward_id) BETWEEN 1 AND 64),
    team_id text CHECK (length(team_id) BETWEEN 1 AND 64),
    PRIMARY KEY (user_id, tenant_id)
);
CREATE INDEX memberships_tenant ON memberships (tenant_id);

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token: whoever reads this table cannot sign in with it.
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    active_tenant text REFERENCES tenants ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

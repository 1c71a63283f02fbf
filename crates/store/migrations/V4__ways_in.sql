-- The ways in besides a password: an OpenID provider, API tokens for programs, shares for a wall or an outsider.

-- People of a provider are known by its issuer and their subject there, never by an e-mail address: whoever can choose an
-- address at some provider must not become somebody else. So addresses are unique among local accounts alone.
ALTER TABLE users
    ADD COLUMN issuer text CHECK (length(issuer) BETWEEN 1 AND 500),
    ADD COLUMN subject text CHECK (length(subject) BETWEEN 1 AND 255),
    ADD COLUMN last_sign_in_at timestamptz,
    ADD CONSTRAINT users_known_by_both CHECK ((issuer IS NULL) = (subject IS NULL)),
    ADD CONSTRAINT users_of_a_provider_have_no_password CHECK (issuer IS NULL OR password_hash IS NULL);
ALTER TABLE users DROP CONSTRAINT users_email_check, ADD CONSTRAINT users_email_check CHECK (length(email) BETWEEN 1 AND 254);
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE issuer IS NULL;
CREATE INDEX users_email ON users (lower(email));
CREATE UNIQUE INDEX users_identity_key ON users (issuer, subject);

ALTER TABLE sessions
    -- What a session is called where it is listed and ended: the token's hash is nobody's business.
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN from_address text,
    ADD COLUMN user_agent text CHECK (length(user_agent) <= 400),
    -- The provider that opened it and its own name for the session.
    ADD COLUMN issuer text,
    ADD COLUMN provider_sid text,
    -- The provider's tokens, encrypted under the server's secret key.
    ADD COLUMN sealed_tokens bytea,
    ADD COLUMN tokens_fresh_until timestamptz,
    -- The member whose eyes an administrator looks through.
    ADD COLUMN view_as_user uuid REFERENCES users ON DELETE SET NULL,
    ADD COLUMN view_as_tenant text REFERENCES tenants ON DELETE SET NULL;
CREATE INDEX sessions_provider ON sessions (issuer, provider_sid) WHERE provider_sid IS NOT NULL;

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- SHA-256 of the token, which is shown once and kept nowhere.
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    tenant_id text NOT NULL REFERENCES tenants ON DELETE CASCADE,
    -- Sensitive tickets are for a person: no program is a liaison.
    role text NOT NULL CHECK (role IN ('viewer', 'field_worker', 'ward_councillor', 'manager', 'admin')),
    ward_id text CHECK (length(ward_id) BETWEEN 1 AND 64),
    team_id text CHECK (length(team_id) BETWEEN 1 AND 64),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz
);
CREATE INDEX api_tokens_tenant ON api_tokens (tenant_id);

CREATE TABLE shares (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    tenant_id text NOT NULL REFERENCES tenants ON DELETE CASCADE,
    -- One dashboard with its panels, or the report of one panel.
    kind text NOT NULL CHECK (kind IN ('dashboard', 'report')),
    target text NOT NULL CHECK (target ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    role text NOT NULL CHECK (role IN ('viewer', 'ward_councillor', 'manager')),
    ward_id text CHECK (length(ward_id) BETWEEN 1 AND 64),
    longest_range_hours integer CHECK (longest_range_hours > 0),
    -- Whoever shared it: the share ends with that person's membership.
    created_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz
);
CREATE INDEX shares_tenant ON shares (tenant_id);

DROP TRIGGER access_changed ON sessions;
-- Not of last_seen_at, nor of tokens that were renewed: neither changes anybody's access.
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF user_id, active_tenant, expires_at, view_as_user, view_as_tenant ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF token_hash, tenant_id, role, ward_id, team_id, expires_at, revoked_at ON api_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF token_hash, tenant_id, kind, target, role, ward_id, longest_range_hours, expires_at, revoked_at ON shares
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();

-- Signing in by an OpenID provider.

-- Sign-ins that were begun and not ended: any process may end one, once, and only for the browser that began it.
CREATE TABLE begun_sign_ins (
    -- SHA-256 of the state that the provider hands back.
    state_hash bytea PRIMARY KEY CHECK (length(state_hash) = 32),
    -- SHA-256 of the browser's cookie.
    browser_hash bytea NOT NULL CHECK (length(browser_hash) = 32),
    -- The nonce and the PKCE verifier, encrypted under the server's secret key.
    sealed_secrets bytea NOT NULL,
    -- Where the person goes afterwards: a path of the page's own.
    return_to text NOT NULL CHECK (return_to ~ '^/' AND length(return_to) <= 2000),
    begun_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX begun_sign_ins_expiry ON begun_sign_ins (expires_at);

-- Logout tokens that were used: each is good once.
CREATE TABLE used_logout_tokens (
    issuer text NOT NULL,
    -- SHA-256 of the token's id.
    jti_hash bytea NOT NULL CHECK (length(jti_hash) = 32),
    -- From then on the token would be refused for its age.
    forget_after timestamptz NOT NULL,
    PRIMARY KEY (issuer, jti_hash)
);
CREATE INDEX used_logout_tokens_age ON used_logout_tokens (forget_after);

-- Until when some process is renewing a session's tokens, or lets a provider be that did not answer: a provider that gives
-- each refresh token for one use takes a second use for theft.
ALTER TABLE sessions ADD COLUMN tokens_claimed_until timestamptz;

DROP TRIGGER access_changed ON users;
-- Not of last_sign_in_at: that somebody signs in changes nobody's access, and each change makes every process ask anew.
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF email, full_name, is_admin, disabled_at, password_hash, issuer, subject ON users
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();

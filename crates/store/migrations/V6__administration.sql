-- What administration asks for: the audit log by action, person and time, and news of every change of a tenant.

CREATE INDEX audit_action ON audit (action, seq);
CREATE INDEX audit_actor ON audit (actor_user, seq);
CREATE INDEX audit_actor_name ON audit (lower(actor_email), seq);
-- Failures are counted before another is written down.
CREATE INDEX audit_failures ON audit (at) WHERE action = 'sign_in_failed';

CREATE INDEX sessions_seen ON sessions (last_seen_at);

-- Says which table it is: servers read the tenants again where it is theirs.
CREATE OR REPLACE FUNCTION tell_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('watchroom_access', TG_TABLE_NAME);
    RETURN NULL;
END
$$;

DROP TRIGGER access_changed ON users;
-- Not of last_sign_in_at: each sign-in writes it, and it changes nobody's access.
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF id, email, full_name, password_hash, is_admin, disabled_at, issuer, subject ON users
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
DROP TRIGGER access_changed ON tenants;
CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON tenants
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();

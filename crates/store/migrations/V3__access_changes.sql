-- Tells every server process at once when somebody's access may have changed: they keep what they know of a session for
-- a few seconds, and only for as long as they hear these.

CREATE FUNCTION tell_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('watchroom_access', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON memberships
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER access_changed AFTER UPDATE OR DELETE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER access_changed AFTER UPDATE OR DELETE ON tenants
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
-- Not of last_seen_at: that is written down every minute of every session, and changes nobody's access.
CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF user_id, active_tenant, expires_at ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();

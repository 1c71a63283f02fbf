-- Says whose access may have changed, where it is one person's: thousands of pages may be open, and only that person's have
-- to be asked for anew. Row by row, because a trigger that names columns may not see all rows at once; PostgreSQL sends
-- equal news of one transaction once.

CREATE FUNCTION tell_whose_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before uuid;
    now uuid;
BEGIN
    IF TG_TABLE_NAME = 'users' THEN
        IF TG_OP <> 'INSERT' THEN before := OLD.id; END IF;
        IF TG_OP <> 'DELETE' THEN now := NEW.id; END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN before := OLD.user_id; END IF;
        IF TG_OP <> 'DELETE' THEN now := NEW.user_id; END IF;
    END IF;
    PERFORM pg_notify('watchroom_access', TG_TABLE_NAME || ' ' || of_whom)
    FROM (SELECT before UNION SELECT now) AS people (of_whom) WHERE of_whom IS NOT NULL;
    RETURN NULL;
END
$$;

DROP TRIGGER access_changed ON memberships;
CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION tell_whose_access_change();
DROP TRIGGER access_changed ON users;
-- Not of last_sign_in_at: each sign-in writes it, and it changes nobody's access.
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF id, email, full_name, password_hash, is_admin, disabled_at, issuer, subject ON users
    FOR EACH ROW EXECUTE FUNCTION tell_whose_access_change();
DROP TRIGGER access_changed ON sessions;
-- Not of last_seen_at, nor of tokens that were renewed: neither changes anybody's access.
CREATE TRIGGER access_changed
    AFTER DELETE OR UPDATE OF user_id, active_tenant, expires_at, view_as_user, view_as_tenant ON sessions
    FOR EACH ROW EXECUTE FUNCTION tell_whose_access_change();

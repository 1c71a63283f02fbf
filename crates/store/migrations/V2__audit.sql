-- Who did what. A record is added and never changed; each carries the hash of the one before it.

CREATE TABLE audit (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    at timestamptz NOT NULL,
    -- No foreign key: the record outlives the person.
    actor_user uuid,
    actor_email text,
    -- The address that the connection came from.
    from_address text,
    tenant_id text,
    action text NOT NULL CHECK (action ~ '^[a-z][a-z_]{0,62}$'),
    subject text,
    detail jsonb NOT NULL,
    -- SHA-256; that of the first record's predecessor is 32 zeros.
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32)
);
CREATE INDEX audit_tenant ON audit (tenant_id, seq);
CREATE INDEX audit_at ON audit (at);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

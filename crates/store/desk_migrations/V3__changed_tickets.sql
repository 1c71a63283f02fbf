-- Which tickets changed since a snapshot of the database: for whoever keeps in memory what figures go by, and reads only what
-- changed since. It is kept by the table itself, so that nobody who writes has to remember it.

ALTER TABLE service_desk.tickets ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX tickets_changed ON service_desk.tickets (changed_in);

CREATE FUNCTION service_desk.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER tickets_changed BEFORE UPDATE ON service_desk.tickets FOR EACH ROW EXECUTE FUNCTION service_desk.note_change();

-- Tickets that were deleted, which the server itself never does; without an id: all of them.
CREATE TABLE service_desk.removed_tickets (
    id uuid,
    removed_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX removed_tickets_removed ON service_desk.removed_tickets (removed_in);
ALTER TABLE service_desk.removed_tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE FUNCTION service_desk.note_removal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO service_desk.removed_tickets DEFAULT VALUES;
    ELSE
        INSERT INTO service_desk.removed_tickets (id) SELECT id FROM went;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_removed AFTER DELETE ON service_desk.tickets REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION service_desk.note_removal();
CREATE TRIGGER tickets_emptied AFTER TRUNCATE ON service_desk.tickets
    FOR EACH STATEMENT EXECUTE FUNCTION service_desk.note_removal();

-- The tickets that this transaction sees otherwise than the snapshot did, each once or twice, and null where all of them may
-- be others. Those that went out of sight are named too: whoever kept them has to let go of them. Only ids leave it, and who
-- joins them with the table goes through row security. A change by a transaction that has not begun is of another time of
-- this database, which was restored since.
CREATE FUNCTION service_desk.changed_since(seen pg_snapshot) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    ROWS 50 SET search_path = service_desk, pg_catalog, pg_temp AS $$
    SELECT id FROM service_desk.tickets
    WHERE changed_in >= pg_snapshot_xmin(seen) AND changed_in < pg_snapshot_xmax(pg_current_snapshot())
      AND NOT pg_visible_in_snapshot(changed_in, seen)
    UNION ALL
    SELECT id FROM service_desk.removed_tickets
    WHERE removed_in >= pg_snapshot_xmin(seen) AND removed_in < pg_snapshot_xmax(pg_current_snapshot())
      AND NOT pg_visible_in_snapshot(removed_in, seen)
    UNION ALL
    SELECT NULL WHERE pg_snapshot_xmax(seen) > pg_snapshot_xmax(pg_current_snapshot())
$$;

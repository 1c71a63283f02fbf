-- The outbox's lines are numbered in the order in which they became visible, by whoever reads them first. Ids cannot serve: they
-- are given before the commit, so that a lower one may appear later. With numbers "what came after 120" means the same to every
-- process and after every restart, and a page that was away for a minute is told just what it missed.
ALTER TABLE service_desk.events
    -- Among all lines; known to the server alone.
    ADD COLUMN place bigint,
    -- Among those that people without a right to sensitive tickets may hear of: a gap would tell them of the others.
    ADD COLUMN number bigint,
    -- Among those that concern sensitive tickets.
    ADD COLUMN secret_number bigint;
CREATE INDEX events_unnumbered ON service_desk.events (id) WHERE place IS NULL;
CREATE UNIQUE INDEX events_place ON service_desk.events (place);
CREATE UNIQUE INDEX events_number ON service_desk.events (number);
CREATE UNIQUE INDEX events_secret_number ON service_desk.events (secret_number);
-- Readers went by the writing transaction before.
DROP INDEX service_desk.events_tx;
ALTER TABLE service_desk.events DROP COLUMN tx;

-- How far was numbered: its one row is what two readers wait for each other at.
CREATE TABLE service_desk.event_numbers (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- Numbers of another outbox, of a desk made anew, are not compared with these.
    outbox uuid NOT NULL DEFAULT gen_random_uuid(),
    place bigint NOT NULL DEFAULT 0,
    number bigint NOT NULL DEFAULT 0,
    secret_number bigint NOT NULL DEFAULT 0
);
INSERT INTO service_desk.event_numbers DEFAULT VALUES;
ALTER TABLE service_desk.event_numbers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Numbers what is visible and has no number yet. Nothing is written where there is nothing new.
CREATE FUNCTION service_desk.number_events() RETURNS service_desk.event_numbers LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
DECLARE
    upto service_desk.event_numbers;
BEGIN
    IF NOT service_desk.is_system() THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the server numbers the outbox';
    END IF;
    IF EXISTS (SELECT FROM service_desk.events WHERE place IS NULL) THEN
        -- Whoever waited here sees, by the next statement's own snapshot, what the one before has numbered.
        PERFORM FROM service_desk.event_numbers FOR UPDATE;
        WITH fresh AS (
            SELECT id, NOT is_sensitive OR NOT coalesce(was_sensitive, is_sensitive) AS open,
                is_sensitive OR coalesce(was_sensitive, is_sensitive) AS secret
            FROM service_desk.events WHERE place IS NULL
        ), counted AS (
            SELECT id, open, secret, row_number() OVER w AS nth, count(*) FILTER (WHERE open) OVER w AS nth_open,
                count(*) FILTER (WHERE secret) OVER w AS nth_secret
            FROM fresh WINDOW w AS (ORDER BY id ROWS UNBOUNDED PRECEDING)
        ), given AS (
            UPDATE service_desk.events e SET place = n.place + c.nth,
                number = CASE WHEN c.open THEN n.number + c.nth_open END,
                secret_number = CASE WHEN c.secret THEN n.secret_number + c.nth_secret END
            FROM counted c, service_desk.event_numbers n WHERE e.id = c.id
            RETURNING e.place, e.number, e.secret_number
        )
        UPDATE service_desk.event_numbers n SET place = greatest(n.place, g.place), number = greatest(n.number, g.number),
            secret_number = greatest(n.secret_number, g.secret_number)
        FROM (SELECT max(place) AS place, max(number) AS number, max(secret_number) AS secret_number FROM given) g;
    END IF;
    SELECT * INTO upto FROM service_desk.event_numbers;
    RETURN upto;
END $$;

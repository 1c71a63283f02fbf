-- The service desk of one tenant, in the tenant's own database. Run by the owner of the schema; what others may do is granted
-- afterwards (`store::desk::install`), because roles have other names everywhere.
--
-- Row security is forced on every table that tells of tickets. It goes by four settings that each transaction of the desk's
-- role sets locally: watchroom.role, watchroom.ward, watchroom.team, watchroom.person. Nothing set: nothing seen.

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA service_desk;

-- Whether who asks sees sensitive tickets and no other (true), the others alone (false), or none at all (null).
CREATE FUNCTION service_desk.sees_sensitive() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE current_setting('watchroom.role', true)
        WHEN 'saps_liaison' THEN true
        WHEN 'manager' THEN false WHEN 'admin' THEN false WHEN 'ward_councillor' THEN false WHEN 'field_worker' THEN false
        -- Whoever reads without a sign-in, by Open311.
        WHEN 'public' THEN false
    END
$$;

-- The ward that who asks is limited to; null: to none. A councillor without a ward is limited to '', which no ticket bears.
CREATE FUNCTION service_desk.own_ward() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('watchroom.role', true) = 'ward_councillor'
        THEN coalesce(current_setting('watchroom.ward', true), '')
        ELSE nullif(current_setting('watchroom.ward', true), '') END
$$;

-- The team that who asks is limited to; null: to none. A field worker without a team is limited to ''.
CREATE FUNCTION service_desk.own_team() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('watchroom.role', true) = 'field_worker'
        THEN coalesce(current_setting('watchroom.team', true), '') END
$$;

-- The server itself: clocks that run out, imports, the outbox.
CREATE FUNCTION service_desk.is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('watchroom.role', true) = 'system', false)
$$;

-- Who asks, where it is a person.
CREATE FUNCTION service_desk.own_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('watchroom.person', true), '')::uuid
$$;

CREATE TABLE service_desk.teams (
    id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE TABLE service_desk.wards (
    id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200)
);

-- A category whose tickets are sensitive is itself not named to anybody but the liaison.
CREATE TABLE service_desk.categories (
    name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
    is_sensitive boolean NOT NULL DEFAULT false,
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
    -- For Open311: what it is called in a path.
    service_code text NOT NULL UNIQUE CHECK (service_code ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

-- Versions: shifts and holidays as `desk::sla::CalendarForm` reads them, never changed once policies count by them.
CREATE TABLE service_desk.calendars (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    timezone text NOT NULL,
    shifts jsonb NOT NULL,
    holidays jsonb NOT NULL DEFAULT '[]',
    -- Since when new policies take another version of that name; null: they take this one.
    replaced_at timestamptz
);
CREATE UNIQUE INDEX calendars_current ON service_desk.calendars (name) WHERE replaced_at IS NULL;

-- Versions: a policy that is in force, or was, is never changed but for the moment at which it ends.
CREATE TABLE service_desk.sla_policies (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    category text,
    severity text CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    response_minutes integer CHECK (response_minutes > 0),
    resolution_minutes integer CHECK (resolution_minutes > 0),
    -- Null: around the clock.
    calendar_id uuid REFERENCES service_desk.calendars,
    at_risk_share double precision NOT NULL DEFAULT 0.8 CHECK (at_risk_share > 0 AND at_risk_share <= 1),
    waiting_pauses boolean NOT NULL DEFAULT true,
    reopen text NOT NULL DEFAULT 'continue' CHECK (reopen IN ('continue', 'restart')),
    effective_from timestamptz NOT NULL,
    effective_to timestamptz CHECK (effective_to > effective_from)
);

CREATE TABLE service_desk.tickets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tracking_number text NOT NULL UNIQUE CHECK (length(tracking_number) BETWEEN 1 AND 64),
    category text NOT NULL REFERENCES service_desk.categories,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    status text NOT NULL CHECK (status IN ('open', 'in_progress', 'waiting', 'escalated', 'resolved', 'closed')),
    waiting_reason text CHECK (length(waiting_reason) BETWEEN 1 AND 500),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    address text CHECK (length(address) BETWEEN 1 AND 500),
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    ward_id text REFERENCES service_desk.wards,
    is_sensitive boolean NOT NULL DEFAULT false,
    assigned_team_id text REFERENCES service_desk.teams,
    -- A person of the central database.
    assigned_user_id uuid,
    -- The ticket that this one repeats.
    parent_id uuid REFERENCES service_desk.tickets CHECK (parent_id <> id),
    source text NOT NULL CHECK (source IN ('page', 'import', 'open311', 'demo')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    first_responded_at timestamptz,
    resolved_at timestamptz,
    closed_at timestamptz,
    reopened_count integer NOT NULL DEFAULT 0 CHECK (reopened_count >= 0),
    last_reopened_at timestamptz,
    -- Whether somebody wrote a word when it was resolved or closed; null while it is open.
    closed_with_note boolean,
    -- As the desk's clocks keep them, see docs/sla.md.
    sla_policy_id uuid REFERENCES service_desk.sla_policies,
    sla_imported boolean NOT NULL DEFAULT false,
    sla_response_deadline timestamptz,
    sla_response_at_risk_at timestamptz,
    sla_resolution_deadline timestamptz,
    sla_resolution_at_risk_at timestamptz,
    sla_paused_since timestamptz,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    -- For sorting: the least urgent, and the beginning of the life cycle, are 1.
    severity_rank smallint NOT NULL GENERATED ALWAYS AS
        (CASE severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END) STORED,
    status_rank smallint NOT NULL GENERATED ALWAYS AS (CASE status WHEN 'open' THEN 1 WHEN 'in_progress' THEN 2
        WHEN 'waiting' THEN 3 WHEN 'escalated' THEN 4 WHEN 'resolved' THEN 5 ELSE 6 END) STORED,
    search_text text NOT NULL GENERATED ALWAYS AS (lower(tracking_number || ' ' || description || ' ' || coalesce(address, ''))) STORED,
    -- When it was over: resolved, or closed without having been resolved.
    done_at timestamptz GENERATED ALWAYS AS (coalesce(resolved_at, closed_at)) STORED,
    -- How well it was closed; see docs/operations.md. Over within 10 minutes of its creation:
    closed_quickly boolean NOT NULL
        GENERATED ALWAYS AS (coalesce(coalesce(resolved_at, closed_at) - created_at <= interval '10 minutes', false)) STORED,
    -- Opened again within 7 days of being resolved or closed, at any time; a trigger keeps it.
    reopened_early boolean NOT NULL DEFAULT false,
    -- One of three or more tickets of its category, place and ward within 90 days; triggers keep it.
    repeat_place boolean NOT NULL DEFAULT false,
    -- The place, as a number that other tickets of the same place have too: of the address without its punctuation and
    -- capitals; without an address, of the square of 25 m (0.000225 degrees of latitude) that its position lies in.
    place_key bigint GENERATED ALWAYS AS (CASE
        WHEN address ~ '[[:alnum:]]'
            THEN hashtextextended('address ' || trim(regexp_replace(lower(address), '[^[:alnum:]]+', ' ', 'g')), 0)
        WHEN latitude IS NOT NULL AND longitude IS NOT NULL
            THEN hashtextextended('square ' || floor(latitude / 0.000225)::bigint::text || ' '
                || floor(longitude * cos(radians(floor(latitude / 0.000225) * 0.000225)) / 0.000225)::bigint::text, 0)
        END) STORED,
    CHECK ((status = 'waiting') = (waiting_reason IS NOT NULL)),
    CHECK ((status IN ('resolved', 'closed')) = (resolved_at IS NOT NULL OR closed_at IS NOT NULL))
);

-- Lists are led by sensitivity, as row security is.
CREATE INDEX tickets_created ON service_desk.tickets (is_sensitive, created_at DESC, id);
CREATE INDEX tickets_status ON service_desk.tickets (is_sensitive, status_rank DESC, created_at DESC, id);
CREATE INDEX tickets_category ON service_desk.tickets (is_sensitive, category, created_at DESC, id);
CREATE INDEX tickets_severity ON service_desk.tickets (is_sensitive, severity_rank DESC, created_at DESC, id);
CREATE INDEX tickets_ward ON service_desk.tickets (is_sensitive, ward_id, created_at DESC, id);
CREATE INDEX tickets_team ON service_desk.tickets (is_sensitive, assigned_team_id, created_at DESC, id);
CREATE INDEX tickets_user ON service_desk.tickets (is_sensitive, assigned_user_id, created_at DESC) WHERE assigned_user_id IS NOT NULL;
CREATE INDEX tickets_deadline ON service_desk.tickets (is_sensitive, sla_resolution_deadline, id);
-- Without a deadline comes last in both directions.
CREATE INDEX tickets_deadline_last ON service_desk.tickets (is_sensitive, sla_resolution_deadline DESC NULLS LAST, id);
CREATE INDEX tickets_done ON service_desk.tickets (is_sensitive, done_at DESC, id) WHERE done_at IS NOT NULL;
CREATE INDEX tickets_parent ON service_desk.tickets (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tickets_search ON service_desk.tickets USING gin (search_text service_desk.gin_trgm_ops);
-- How well tickets were closed: few are doubtful.
CREATE INDEX tickets_closed_quickly ON service_desk.tickets (is_sensitive, created_at DESC, id) WHERE closed_quickly;
CREATE INDEX tickets_closed_without_note ON service_desk.tickets (is_sensitive, created_at DESC, id) WHERE NOT closed_with_note;
CREATE INDEX tickets_reopened_early ON service_desk.tickets (is_sensitive, created_at DESC, id) WHERE reopened_early;
CREATE INDEX tickets_repeat_place ON service_desk.tickets (is_sensitive, created_at DESC, id) WHERE repeat_place;
CREATE INDEX tickets_place ON service_desk.tickets (place_key, category, created_at) WHERE place_key IS NOT NULL;
-- Clocks that may still run out.
CREATE INDEX tickets_running ON service_desk.tickets (sla_resolution_deadline) WHERE status IN ('open', 'in_progress', 'waiting', 'escalated');
CREATE INDEX tickets_unanswered ON service_desk.tickets (sla_response_deadline) WHERE first_responded_at IS NULL AND sla_response_deadline IS NOT NULL;
CREATE INDEX tickets_running_short ON service_desk.tickets (sla_resolution_at_risk_at) WHERE status IN ('open', 'in_progress', 'waiting', 'escalated');
CREATE INDEX tickets_unanswered_short ON service_desk.tickets (sla_response_at_risk_at) WHERE first_responded_at IS NULL AND sla_response_deadline IS NOT NULL;

-- Reopening forgets when the ticket was over, so what that moment tells is kept here.
CREATE FUNCTION service_desk.note_early_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at - coalesce(OLD.resolved_at, OLD.closed_at) <= interval '7 days' THEN
        NEW.reopened_early := true;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tickets_reopened BEFORE UPDATE ON service_desk.tickets FOR EACH ROW
    WHEN (coalesce(OLD.resolved_at, OLD.closed_at) IS NOT NULL AND coalesce(NEW.resolved_at, NEW.closed_at) IS NULL)
    EXECUTE FUNCTION service_desk.note_early_reopening();

-- Which of the tickets at these places are one of three or more within 90 days. Only tickets that are sensitive alike and lie
-- in the same ward count together: else a flag would tell of tickets that whoever sees it may not see.
CREATE FUNCTION service_desk.judge_places(places bigint[]) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
    WITH judged AS (
        SELECT id, repeat_place,
            coalesce(created_at - lag(created_at, 2) OVER place <= interval '90 days', false)
            OR coalesce(lead(created_at) OVER place - lag(created_at) OVER place <= interval '90 days', false)
            OR coalesce(lead(created_at, 2) OVER place - created_at <= interval '90 days', false) AS repeats
        FROM service_desk.tickets WHERE place_key = ANY (places)
        WINDOW place AS (PARTITION BY place_key, category, is_sensitive, ward_id ORDER BY created_at, id)
    )
    UPDATE service_desk.tickets t SET repeat_place = j.repeats
    FROM judged j WHERE t.id = j.id AND j.repeats <> j.repeat_place
$$;

-- At the end of each statement, once for all its tickets.
CREATE FUNCTION service_desk.tickets_came() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
DECLARE
    places bigint[];
BEGIN
    SELECT array_agg(DISTINCT place_key) INTO places FROM came WHERE place_key IS NOT NULL;
    IF places IS NOT NULL THEN
        PERFORM service_desk.judge_places(places);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_came AFTER INSERT ON service_desk.tickets REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION service_desk.tickets_came();

CREATE FUNCTION service_desk.tickets_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
DECLARE
    places bigint[];
BEGIN
    SELECT array_agg(DISTINCT place) INTO places
    FROM was JOIN moved ON moved.id = was.id, unnest(array[was.place_key, moved.place_key]) place
    WHERE place IS NOT NULL
      AND (was.place_key, was.category, was.is_sensitive, was.ward_id, was.created_at)
          IS DISTINCT FROM (moved.place_key, moved.category, moved.is_sensitive, moved.ward_id, moved.created_at);
    IF places IS NOT NULL THEN
        PERFORM service_desk.judge_places(places);
    END IF;
    RETURN NULL;
END $$;
-- Not for what these functions change themselves.
CREATE TRIGGER tickets_moved AFTER UPDATE ON service_desk.tickets REFERENCING OLD TABLE AS was NEW TABLE AS moved
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION service_desk.tickets_moved();

CREATE FUNCTION service_desk.tickets_went() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
DECLARE
    places bigint[];
BEGIN
    SELECT array_agg(DISTINCT place_key) INTO places FROM went WHERE place_key IS NOT NULL;
    IF places IS NOT NULL THEN
        PERFORM service_desk.judge_places(places);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_went AFTER DELETE ON service_desk.tickets REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION service_desk.tickets_went();

-- Field by field; lines are added and never changed.
CREATE TABLE service_desk.ticket_history (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    ticket_id uuid NOT NULL REFERENCES service_desk.tickets ON DELETE CASCADE,
    at timestamptz NOT NULL,
    -- Lines of one change share it, and stand in their order.
    change uuid NOT NULL,
    place smallint NOT NULL DEFAULT 0,
    -- Null: the server itself.
    actor_id uuid,
    -- As it was then: the line outlives the person.
    actor_name text,
    field text NOT NULL CHECK (field ~ '^[a-z][a-z_]{0,62}$'),
    old text,
    new text,
    reason text
);
CREATE INDEX ticket_history_ticket ON service_desk.ticket_history (ticket_id, at, change, place);

CREATE TABLE service_desk.ticket_notes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    ticket_id uuid NOT NULL REFERENCES service_desk.tickets ON DELETE CASCADE,
    at timestamptz NOT NULL,
    author_id uuid,
    author_name text,
    visibility text NOT NULL CHECK (visibility IN ('internal', 'public')),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 10000)
);
CREATE INDEX ticket_notes_ticket ON service_desk.ticket_notes (ticket_id, at);

-- Each notice goes out once, however many processes look: whoever writes the line sends it.
CREATE TABLE service_desk.sla_notices (
    ticket_id uuid NOT NULL REFERENCES service_desk.tickets ON DELETE CASCADE,
    clock text NOT NULL CHECK (clock IN ('response', 'resolution')),
    kind text NOT NULL CHECK (kind IN ('at_risk', 'breach')),
    deadline timestamptz NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, clock, kind, deadline)
);

-- The outbox: written in the transaction of the change. `was_` is where the ticket stood before: who saw it there and does not
-- see it now learns that something changed, and not what.
CREATE TABLE service_desk.events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ticket_created', 'ticket_updated', 'sla_breach', 'sla_at_risk', 'metrics_updated')),
    ticket_id uuid,
    clock text CHECK (clock IN ('response', 'resolution')),
    is_sensitive boolean NOT NULL DEFAULT false,
    ward_id text,
    team_id text,
    was_sensitive boolean,
    was_ward_id text,
    was_team_id text,
    -- The transaction that wrote it: readers ask what became visible since they last looked, and ids do not say that,
    -- because a lower one may be committed later.
    tx xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX events_at ON service_desk.events (at);
CREATE INDEX events_tx ON service_desk.events (tx);

CREATE FUNCTION service_desk.tell_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('watchroom_desk', '');
    RETURN NULL;
END $$;
CREATE TRIGGER events_are_told AFTER INSERT ON service_desk.events
    FOR EACH STATEMENT EXECUTE FUNCTION service_desk.tell_of_events();

-- A list of tickets under a name. What a liaison shares goes to liaisons alone.
CREATE TABLE service_desk.saved_views (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL,
    owner_name text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    query text NOT NULL CHECK (length(query) <= 4000),
    shared boolean NOT NULL DEFAULT false,
    of_liaison boolean NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (owner_id, name)
);

ALTER TABLE service_desk.tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.ticket_history ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.ticket_notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.sla_notices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.saved_views ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.categories ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE service_desk.sla_policies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Tickets whose text holds every one of the words (lower case, each a pattern of LIKE with % around it, the one that is
-- longest first: it is the one that the index looks up), as far as who asks sees them. A condition with LIKE cannot use its index under row security, because LIKE is not leakproof; this function runs
-- as the owner, for whom the policy is simply "all", and says itself who sees what. Only ids leave it, and who joins them
-- with the table goes through row security once more.
CREATE FUNCTION service_desk.search(patterns text[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
    SELECT id FROM service_desk.tickets
    WHERE search_text LIKE patterns[1] AND search_text LIKE ALL (patterns)
      AND (is_sensitive = (SELECT service_desk.sees_sensitive()) OR (SELECT service_desk.is_system()))
      AND ((SELECT service_desk.own_ward()) IS NULL OR ward_id = (SELECT service_desk.own_ward()))
      AND ((SELECT service_desk.own_team()) IS NULL OR assigned_team_id = (SELECT service_desk.own_team()))
$$;

-- What the outbox holds at this moment, as a short text: two that are the same mean that nothing was told in between. Ids
-- are given before they are committed, so that the greatest alone would miss one that is committed late.
CREATE FUNCTION service_desk.state_of_events() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp AS $$
    SELECT coalesce(max(id), 0)::text || ':' || coalesce(sum(id), 0)::text
    FROM (SELECT id FROM service_desk.events ORDER BY id DESC LIMIT 64) newest
$$;

-- Takes a ticket to where who asks may see it no more: another ward or team, or in or out of the sensitive ones. Under row
-- security no plain UPDATE can, because its new row has to be seen too. True where the ticket was seen, and is moved now.
-- Call it last: its history and its event are written while it is still in sight.
CREATE FUNCTION service_desk.move_ticket(ticket uuid, sensitive boolean, ward text, team text) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = service_desk, pg_catalog, pg_temp AS $$
    WITH moved AS (
        UPDATE service_desk.tickets SET is_sensitive = sensitive, ward_id = ward, assigned_team_id = team
        WHERE id = ticket
          AND (is_sensitive = service_desk.sees_sensitive() OR service_desk.is_system())
          AND (service_desk.own_ward() IS NULL OR ward_id = service_desk.own_ward())
          AND (service_desk.own_team() IS NULL OR assigned_team_id = service_desk.own_team())
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM moved)
$$;

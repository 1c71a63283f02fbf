-- Who may change tickets at all, so that row security holds the role table's columns for changes too; and a search that holds
-- to the conditions of whoever calls it, beside its own.

-- Corrects, makes and moves tickets.
CREATE FUNCTION service_desk.may_edit() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('watchroom.role', true) IN ('manager', 'admin', 'saps_liaison', 'system'), false)
$$;

-- Moves them along their life cycle and writes notes.
CREATE FUNCTION service_desk.may_change() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('watchroom.role', true) IN ('manager', 'admin', 'saps_liaison', 'field_worker', 'system'), false)
$$;

-- As service_desk.search, of the tickets alone that a permit opens: a null ward or team is any.
CREATE FUNCTION service_desk.search_within(patterns text[], sensitive boolean, ward text, team text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = service_desk, pg_catalog, pg_temp AS $$
    SELECT id FROM service_desk.tickets
    WHERE search_text LIKE patterns[1] AND search_text LIKE ALL (patterns)
      AND (is_sensitive = (SELECT service_desk.sees_sensitive()) OR (SELECT service_desk.is_system()))
      AND ((SELECT service_desk.own_ward()) IS NULL OR ward_id = (SELECT service_desk.own_ward()))
      AND ((SELECT service_desk.own_team()) IS NULL OR assigned_team_id = (SELECT service_desk.own_team()))
      AND is_sensitive = sensitive AND (ward IS NULL OR ward_id = ward) AND (team IS NULL OR assigned_team_id = team)
$$;

CREATE OR REPLACE FUNCTION service_desk.move_ticket(ticket uuid, sensitive boolean, ward text, team text) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = service_desk, pg_catalog, pg_temp AS $$
    WITH moved AS (
        UPDATE service_desk.tickets SET is_sensitive = sensitive, ward_id = ward, assigned_team_id = team
        WHERE id = ticket AND service_desk.may_edit()
          AND (is_sensitive = service_desk.sees_sensitive() OR service_desk.is_system())
          AND (service_desk.own_ward() IS NULL OR ward_id = service_desk.own_ward())
          AND (service_desk.own_team() IS NULL OR assigned_team_id = service_desk.own_team())
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM moved)
$$;

-- New tickets are put aside in the search's index and worked in later, many at once; whoever finds too many does it. An import
-- calls this after each batch, so that nobody else finds them. Working in is for the index's owner alone.
CREATE FUNCTION service_desk.settle_search() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = service_desk, pg_catalog, pg_temp SET maintenance_work_mem = '64MB' AS $$
    SELECT gin_clean_pending_list('service_desk.tickets_search')
$$;

//! What a tenant's queries may cost.

/// What a tenant's queries may cost, where `tenant.yaml` says so; the server's own limits hold for the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct QueryLimits {
    /// Queries of the tenant that run at once, 1 to 8.
    pub concurrent_queries: Option<u16>,
    /// Seconds in the database, 1 to 25 (a request has 30), after which it stops a query.
    pub query_seconds: Option<u16>,
    /// Rows that a query may give, 1 to 5,000,000.
    pub rows: Option<u32>,
    /// MiB of row data that a query may give, 1 to 512.
    pub megabytes: Option<u16>,
}

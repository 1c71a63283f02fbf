//! What a query may cost.

use watchroom_spec::QueryLimits;

/// What a query may cost before it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Rows kept; where there are more, the answer says `truncated`.
    pub rows: u64,
    /// Bytes of row data kept; where there are more, the answer says `truncated`.
    pub bytes: u64,
    /// Milliseconds in the database, after which it stops the query with an error.
    pub time_ms: u64,
    /// Queries of the tenant that may run at once.
    pub at_once: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 1_000_000, bytes: 96 << 20, time_ms: 15_000, at_once: 8 }
    }
}

impl Limits {
    /// A tenant's own limits, and the server's where it has none.
    pub(super) fn of(tenant: &QueryLimits) -> Self {
        let server = Self::default();
        Self {
            rows: tenant.rows.map_or(server.rows, u64::from),
            bytes: tenant.megabytes.map_or(server.bytes, |megabytes| u64::from(megabytes) << 20),
            time_ms: tenant.query_seconds.map_or(server.time_ms, |seconds| u64::from(seconds) * 1_000),
            at_once: tenant.concurrent_queries.unwrap_or(server.at_once),
        }
    }

    /// Each the lower of the two.
    pub(super) fn at_most(self, most: Self) -> Self {
        Self {
            rows: self.rows.min(most.rows),
            bytes: self.bytes.min(most.bytes),
            time_ms: self.time_ms.min(most.time_ms),
            at_once: self.at_once.min(most.at_once),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_limits_replace_the_servers_one_by_one() {
        assert_eq!(Limits::of(&QueryLimits::default()), Limits::default());
        let tenant = QueryLimits { query_seconds: Some(300), megabytes: Some(1), ..QueryLimits::default() };
        let limits = Limits::of(&tenant);
        assert_eq!(limits, Limits { rows: 1_000_000, bytes: 1_048_576, time_ms: 300_000, at_once: 8 });
        let most = Limits { rows: 5, bytes: 2_000_000, time_ms: 9_000, at_once: 2 };
        assert_eq!(limits.at_most(most), Limits { rows: 5, bytes: 1_048_576, time_ms: 9_000, at_once: 2 });
    }
}

//! The twelve servers of the platform.

/// What a server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Pages for browsers.
    Web,
    /// Calls of programs.
    Api,
    /// Jobs in the background.
    Worker,
    /// PostgreSQL, the first with a replica.
    Database,
    /// What is asked often.
    Cache,
}

/// A server and how it usually feels.
#[derive(Debug)]
pub struct Server {
    /// Its name.
    pub name: &'static str,
    /// Its work.
    pub group: Group,
    /// Processor percent when nobody is there.
    pub cpu_idle: f64,
    /// Processor percent that the busiest hour adds.
    pub cpu_busy: f64,
    /// Memory percent just after a restart.
    pub memory: f64,
}

/// All of them, in the order in which they report.
pub const SERVERS: [Server; 12] = [
    server("web-1", Group::Web, 9.0, 47.0, 44.0),
    server("web-2", Group::Web, 8.0, 44.0, 42.5),
    server("web-3", Group::Web, 11.0, 50.0, 47.0),
    server("web-4", Group::Web, 7.0, 41.0, 41.0),
    server("api-1", Group::Api, 13.0, 52.0, 51.0),
    server("api-2", Group::Api, 12.0, 49.0, 53.5),
    server("api-3", Group::Api, 15.0, 54.0, 49.0),
    server("worker-1", Group::Worker, 18.0, 30.0, 46.0),
    server("worker-2", Group::Worker, 16.0, 27.0, 48.0),
    server("db-1", Group::Database, 14.0, 43.0, 71.0),
    server("db-2", Group::Database, 6.0, 21.0, 66.0),
    server("cache-1", Group::Cache, 5.0, 19.0, 62.0),
];

const fn server(name: &'static str, group: Group, cpu_idle: f64, cpu_busy: f64, memory: f64) -> Server {
    Server { name, group, cpu_idle, cpu_busy, memory }
}

/// The servers of a group, with their numbers.
pub fn members(group: Group) -> impl Iterator<Item = (usize, &'static Server)> {
    SERVERS.iter().enumerate().filter(move |(_, server)| server.group == group)
}

//! `network_nodes` and `network_links`: the picture of the network.

use tokio_postgres::{Client, Error};

use super::servers::{Group, SERVERS, members};
use super::trouble;
use crate::demo_data::noise::{Stream, round2};

/// The tables.
pub const CREATE: &str = "create table if not exists network_nodes (
    name text primary key,
    kind text not null,
    online boolean not null
);
create table if not exists network_links (
    source text not null,
    target text not null,
    latency_ms double precision not null,
    primary key (source, target)
)";

/// A node: name, kind, whether it answers.
pub type Node = (&'static str, &'static str, bool);
/// A link: from, to, milliseconds.
pub type Link = (&'static str, &'static str, f64);

/// The nodes at an instant.
pub fn nodes(now_s: i64) -> Vec<Node> {
    let kind = |group| match group {
        Group::Web => "web",
        Group::Api => "api",
        Group::Worker => "worker",
        Group::Database => "database",
        Group::Cache => "cache",
    };
    let servers = SERVERS.iter().enumerate();
    [("gateway", "gateway", true), ("balancer", "load_balancer", true)]
        .into_iter()
        .chain(servers.map(|(number, server)| (server.name, kind(server.group), !trouble::is_down(number, now_s))))
        .collect()
}

/// The links, always the same.
pub fn links() -> Vec<Link> {
    let mut links = vec![("gateway", "balancer", 1.8)];
    let mut connect = |source: &'static str, group, latency_ms: f64| {
        for (number, server) in members(group) {
            let jitter = Stream::named(source).of(number as u64).unit(0);
            links.push((source, server.name, round2(latency_ms * (0.7 + 0.6 * jitter))));
        }
    };
    connect("balancer", Group::Web, 0.6);
    for (_, web) in members(Group::Web) {
        connect(web.name, Group::Api, 0.9);
    }
    for (_, api) in members(Group::Api) {
        connect(api.name, Group::Cache, 0.3);
        connect(api.name, Group::Database, 0.8);
    }
    for (_, worker) in members(Group::Worker) {
        connect(worker.name, Group::Database, 1.1);
        connect(worker.name, Group::Cache, 0.4);
    }
    links.push(("db-1", "db-2", 0.35));
    links
}

/// Writes nodes that are new or whose state changed, and links that are missing; returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn write(client: &mut Client, now_s: i64) -> Result<u64, Error> {
    let tx = client.transaction().await?;
    let nodes = nodes(now_s);
    let names: Vec<&str> = nodes.iter().map(|node| node.0).collect();
    let kinds: Vec<&str> = nodes.iter().map(|node| node.1).collect();
    let online: Vec<bool> = nodes.iter().map(|node| node.2).collect();
    let changed = tx
        .execute(
            "insert into network_nodes as old (name, kind, online)
             select * from unnest($1::text[], $2::text[], $3::boolean[])
             on conflict (name) do update set online = excluded.online where old.online <> excluded.online",
            &[&names, &kinds, &online],
        )
        .await?;
    let links = links();
    let sources: Vec<&str> = links.iter().map(|link| link.0).collect();
    let targets: Vec<&str> = links.iter().map(|link| link.1).collect();
    let latencies: Vec<f64> = links.iter().map(|link| link.2).collect();
    let added = tx
        .execute(
            "insert into network_links (source, target, latency_ms)
             select * from unnest($1::text[], $2::text[], $3::double precision[])
             on conflict do nothing",
            &[&sources, &targets, &latencies],
        )
        .await?;
    tx.commit().await?;
    Ok(changed + added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_linked_and_every_link_has_its_nodes() {
        let nodes = nodes(1_794_000_000);
        assert_eq!(nodes.len(), 14);
        for (name, _, _) in &nodes {
            assert!(links().iter().any(|link| link.0 == *name || link.1 == *name), "{name}");
        }
        for (source, target, latency_ms) in links() {
            assert!(nodes.iter().any(|node| node.0 == source) && nodes.iter().any(|node| node.0 == target));
            assert!(latency_ms > 0.0);
        }
    }
}

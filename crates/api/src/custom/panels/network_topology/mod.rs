//! `network-topology`: the network as a picture, drawn from the tables `network_nodes` and `network_links`.

mod layout;
mod picture;

use serde::Deserialize;
use watchroom_query::CustomSql;

use crate::custom::{CustomPanel, Failure, Output, Rows, TenantData};

/// The network: its nodes in columns from where requests come in to where data lies.
pub(crate) struct Panel;

#[derive(Deserialize)]
pub(crate) struct Parameters {
    /// Whether nodes that do not answer are drawn too.
    #[serde(default = "yes")]
    include_offline: bool,
}

const fn yes() -> bool {
    true
}

/// More nodes than these are a wall of boxes; the picture says how many it leaves out.
const MOST_NODES: usize = 300;

// A network belongs to no ward.
const NODES: CustomSql = CustomSql::whole_tenant("SELECT name, kind, online FROM network_nodes ORDER BY kind, name");
const LINKS: CustomSql =
    CustomSql::whole_tenant("SELECT source, target, latency_ms FROM network_links ORDER BY source, target");

/// A node of the network.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    name: String,
    kind: String,
    online: bool,
}

/// A link of the network, in the direction of its requests.
#[derive(Debug, Clone, PartialEq)]
struct Link {
    source: String,
    target: String,
    latency_ms: f64,
}

impl CustomPanel for Panel {
    const ENDPOINT: &'static str = "network-topology";
    const TABLES: &'static [&'static str] = &["network_nodes", "network_links"];
    type Parameters = Parameters;

    async fn make(data: &TenantData<'_>, parameters: Parameters) -> Result<Output, Failure> {
        let mut nodes = nodes(&data.query(NODES, Vec::new()).await?)?;
        let links = links(&data.query(LINKS, Vec::new()).await?)?;
        let known = nodes.len();
        if !parameters.include_offline {
            nodes.retain(|node| node.online);
        }
        let hidden_offline = known - nodes.len();
        let left_out = nodes.len().saturating_sub(MOST_NODES);
        nodes.truncate(MOST_NODES);
        Ok(Output::Svg(picture::draw(&nodes, &links, &picture::Unseen { hidden_offline, left_out })))
    }
}

fn nodes(rows: &Rows) -> Result<Vec<Node>, Failure> {
    (0..rows.count())
        .map(|row| {
            Ok(Node {
                name: rows.text("name", row)?.unwrap_or("?").to_owned(),
                kind: rows.text("kind", row)?.unwrap_or_default().to_owned(),
                // What nobody knows is not shown as good.
                online: rows.flag("online", row)?.unwrap_or(false),
            })
        })
        .collect()
}

fn links(rows: &Rows) -> Result<Vec<Link>, Failure> {
    (0..rows.count())
        .map(|row| {
            Ok(Link {
                source: rows.text("source", row)?.unwrap_or_default().to_owned(),
                target: rows.text("target", row)?.unwrap_or_default().to_owned(),
                latency_ms: rows.float("latency_ms", row)?.unwrap_or(0.0),
            })
        })
        .collect()
}

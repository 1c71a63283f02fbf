//! The network as SVG: a card with nodes in columns, readable on light and on dark pages.

use std::fmt::Write;

use super::layout::{Layout, lay_out};
use super::{Link, Node};
use crate::custom::escaped;

const NODE_WIDTH: f64 = 116.0;
const NODE_HEIGHT: f64 = 46.0;
const ROW_GAP: f64 = 16.0;
const COLUMN_GAP: f64 = 44.0;
const MARGIN: f64 = 20.0;
const FOOTER: f64 = 30.0;
/// The footer has to fit below.
const LEAST_WIDTH: f64 = 460.0;
/// Letters of a name that fit into a node.
const MOST_LETTERS: usize = 12;

/// Its own colours on its own card: a picture cannot know the page around it, only what the viewer's system prefers.
const STYLE: &str = "\
text{font-family:Inter,system-ui,-apple-system,'Segoe UI',sans-serif}\
.card{fill:#fff;stroke:#e2e8f0}.node{fill:#f8fafc;stroke:#cbd5e1}.name{fill:#0f172a;font-size:14px;font-weight:600}\
.kind,.note{fill:#64748b;font-size:11px}.link{fill:none;stroke:#94a3b8;stroke-opacity:.75}\
.off .node{stroke:#dc2626;stroke-dasharray:4 3}.off .kind{fill:#dc2626}\
.cut{stroke:#dc2626;stroke-dasharray:4 4;stroke-opacity:.6}.up{fill:#059669}.down{fill:#dc2626}\
@media (prefers-color-scheme:dark){.card{fill:#0f172a;stroke:#1e293b}.node{fill:#1e293b;stroke:#475569}\
.name{fill:#f1f5f9}.kind,.note{fill:#94a3b8}.link{stroke:#64748b}.off .node,.cut{stroke:#f87171}\
.off .kind,.down{fill:#f87171}.up{fill:#34d399}}";

/// The stripe at a node's edge, by kind: mid-tones that stand out on white and on black.
const STRIPES: [&str; 8] = ["#3b82f6", "#8b5cf6", "#d97706", "#0d9488", "#db2777", "#65a30d", "#0891b2", "#78716c"];

/// Nodes that are not in the picture, and why.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Offline, and the viewer asked for those that answer.
    pub(super) hidden_offline: usize,
    /// Too many to draw.
    pub(super) left_out: usize,
}

/// Draws the network.
pub(super) fn draw(nodes: &[Node], links: &[Link], unseen: &Unseen) -> String {
    let layout = lay_out(nodes, links);
    let grid = Grid::of(&layout);
    let mut svg = String::with_capacity(1_024 + nodes.len() * 512 + layout.links.len() * 128);
    write_picture(&mut svg, nodes, links, unseen, &layout, &grid).expect("writing to a string");
    svg
}

fn write_picture(
    svg: &mut String,
    nodes: &[Node],
    links: &[Link],
    unseen: &Unseen,
    layout: &Layout,
    grid: &Grid,
) -> std::fmt::Result {
    let (width, height) = (grid.width, grid.height);
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"title desc\"><title id=\"title\">Network topology</title><desc id=\"desc\">{}</desc>\
         <style>{STYLE}</style><rect class=\"card\" x=\".5\" y=\".5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"10\"/>",
        escaped(&described(nodes, layout.links.len())),
        width - 1.0,
        height - 1.0,
    )?;
    let drawn: Vec<(usize, usize, &Link)> =
        layout.links.iter().map(|(from, to, at)| (*from, *to, &links[*at])).collect();
    let latencies = Latencies::of(&drawn);
    for (from, to, link) in &drawn {
        let class = if nodes[*from].online && nodes[*to].online { "link" } else { "link cut" };
        let path = grid.path(*from, *to);
        write!(
            svg,
            "<path class=\"{class}\" stroke-width=\"{:.2}\" d=\"{path}\"/>",
            latencies.thickness(link.latency_ms)
        )?;
    }
    let mut kinds: Vec<&str> = nodes.iter().map(|node| node.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (node, (x, y)) in nodes.iter().zip(&grid.corners) {
        let stripe = STRIPES[kinds.binary_search(&node.kind.as_str()).unwrap_or(0) % STRIPES.len()];
        write_node(svg, node, *x, *y, stripe)?;
    }
    write_footer(svg, nodes, unseen, &latencies, grid)?;
    svg.write_str("</svg>")
}

fn write_node(svg: &mut String, node: &Node, x: f64, y: f64, stripe: &str) -> std::fmt::Result {
    let kind = node.kind.replace('_', " ");
    let (class, kind) = if node.online { ("on", kind) } else { ("off", format!("{kind} · offline")) };
    write!(
        svg,
        "<g class=\"{class}\" transform=\"translate({x:.1} {y:.1})\"><title>{}</title>\
         <rect class=\"node\" width=\"{NODE_WIDTH}\" height=\"{NODE_HEIGHT}\" rx=\"8\"/>\
         <rect x=\"5\" y=\"8\" width=\"3\" height=\"{}\" rx=\"1.5\" fill=\"{stripe}\"/>\
         <text class=\"name\" x=\"15\" y=\"20\">{}</text><text class=\"kind\" x=\"15\" y=\"36\">{}</text>",
        escaped(&format!("{} ({kind})", node.name)),
        NODE_HEIGHT - 16.0,
        escaped(&shorten(&node.name, MOST_LETTERS)),
        escaped(&shorten(kind.trim_start_matches(" · "), MOST_LETTERS + 5)),
    )?;
    write_sign(svg, node.online, NODE_WIDTH - 12.0, 15.0)?;
    svg.write_str("</g>")
}

/// The state by shape as well as by colour: a disc answers, a diamond does not.
fn write_sign(svg: &mut String, online: bool, x: f64, y: f64) -> std::fmt::Result {
    if online {
        write!(svg, "<circle class=\"up\" cx=\"{x}\" cy=\"{y}\" r=\"4.5\"/>")
    } else {
        write!(svg, "<path class=\"down\" d=\"M{x} {}l6 6-6 6-6-6z\"/>", y - 6.0)
    }
}

fn write_footer(
    svg: &mut String,
    nodes: &[Node],
    unseen: &Unseen,
    latencies: &Latencies,
    grid: &Grid,
) -> std::fmt::Result {
    let y = grid.height - MARGIN;
    if nodes.is_empty() {
        let note = if unseen.hidden_offline > 0 { "No node is online." } else { "The network has no nodes." };
        let (x, middle) = (grid.width / 2.0, (grid.height - FOOTER) / 2.0 + 10.0);
        write!(svg, "<text class=\"name\" x=\"{x:.1}\" y=\"{middle:.1}\" text-anchor=\"middle\">{note}</text>")?;
    }
    let mut x = MARGIN + 5.0;
    for (online, word, step) in [(true, "online", 62.0), (false, "offline", 64.0)] {
        write_sign(svg, online, x, y - 4.0)?;
        write!(svg, "<text class=\"note\" x=\"{:.1}\" y=\"{y:.1}\">{word}</text>", x + 10.0)?;
        x += step;
    }
    let mut notes = Vec::new();
    if let Some((least, most)) = latencies.0 {
        notes.push(format!("thicker is slower: {least:.2} to {most:.2} ms"));
    }
    if unseen.hidden_offline > 0 {
        notes.push(format!("{} offline not shown", unseen.hidden_offline));
    }
    if unseen.left_out > 0 {
        notes.push(format!("{} more not drawn", unseen.left_out));
    }
    let end = grid.width - MARGIN;
    write!(svg, "<text class=\"note\" x=\"{end:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>", notes.join(" · "))
}

fn described(nodes: &[Node], links: usize) -> String {
    let offline: Vec<&str> = nodes.iter().filter(|node| !node.online).map(|node| node.name.as_str()).collect();
    let state = if offline.is_empty() { "all online".to_owned() } else { format!("offline: {}", offline.join(", ")) };
    format!("{} nodes and {links} links; {state}.", nodes.len())
}

/// Where each node stands.
struct Grid {
    width: f64,
    height: f64,
    /// The upper left corner of each node.
    corners: Vec<(f64, f64)>,
    column_of: Vec<usize>,
}

impl Grid {
    #[expect(clippy::cast_precision_loss, reason = "a picture has some hundred nodes at most")]
    fn of(layout: &Layout) -> Self {
        let (columns, rows) = (layout.columns.len(), layout.columns.iter().map(Vec::len).max().unwrap_or(1));
        let stack = |rows: usize| rows as f64 * (NODE_HEIGHT + ROW_GAP) - ROW_GAP;
        let needed = (columns as f64 * (NODE_WIDTH + COLUMN_GAP) - COLUMN_GAP).max(NODE_WIDTH) + 2.0 * MARGIN;
        let width = needed.max(LEAST_WIDTH);
        let count = layout.columns.iter().map(Vec::len).sum();
        let mut grid = Self {
            width,
            height: stack(rows) + 2.0 * MARGIN + FOOTER,
            corners: vec![(0.0, 0.0); count],
            column_of: vec![0; count],
        };
        for (column, nodes) in layout.columns.iter().enumerate() {
            let x = MARGIN + (width - needed) / 2.0 + column as f64 * (NODE_WIDTH + COLUMN_GAP);
            let top = MARGIN + (stack(rows) - stack(nodes.len())) / 2.0;
            for (row, node) in nodes.iter().enumerate() {
                grid.corners[*node] = (x, top + row as f64 * (NODE_HEIGHT + ROW_GAP));
                grid.column_of[*node] = column;
            }
        }
        grid
    }

    /// From the right edge of one node to the left edge of the other; within a column, around its right side.
    fn path(&self, from: usize, to: usize) -> String {
        let ((x1, y1), (x2, y2)) = (self.corners[from], self.corners[to]);
        let (y1, y2) = (y1 + NODE_HEIGHT / 2.0, y2 + NODE_HEIGHT / 2.0);
        let (x1, x2, bend1, bend2) = match self.column_of[from].cmp(&self.column_of[to]) {
            std::cmp::Ordering::Less => {
                let reach = (x2 - x1 - NODE_WIDTH) * 0.5;
                (x1 + NODE_WIDTH, x2, reach, -reach)
            }
            std::cmp::Ordering::Equal => (x1 + NODE_WIDTH, x2 + NODE_WIDTH, COLUMN_GAP * 0.7, COLUMN_GAP * 0.7),
            std::cmp::Ordering::Greater => {
                let reach = (x1 - x2 - NODE_WIDTH) * 0.5;
                (x1, x2 + NODE_WIDTH, -reach, reach)
            }
        };
        format!("M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}", x1 + bend1, x2 + bend2)
    }
}

/// The least and the greatest latency of the links drawn, in ms.
struct Latencies(Option<(f64, f64)>);

impl Latencies {
    fn of(links: &[(usize, usize, &Link)]) -> Self {
        let all = || links.iter().map(|(_, _, link)| link.latency_ms);
        Self(all().reduce(f64::min).zip(all().reduce(f64::max)))
    }

    fn thickness(&self, latency_ms: f64) -> f64 {
        match self.0 {
            Some((least, most)) if most > least => 1.0 + 2.5 * (latency_ms - least) / (most - least),
            _ => 1.5,
        }
    }
}

fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;

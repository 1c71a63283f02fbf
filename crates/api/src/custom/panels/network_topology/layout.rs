//! Where the nodes of a network stand: in columns, each link going right, with few crossings.

use std::collections::HashMap;

use super::{Link, Node};

/// How often the columns are put in order by their neighbours.
const SWEEPS: usize = 6;

/// A network on a grid. Nodes go by their place in the list that was laid out.
#[derive(Debug)]
pub(super) struct Layout {
    /// The columns from left to right, each with its nodes from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// The links between nodes that are there: source, target, and the link's place in the list.
    pub(super) links: Vec<(usize, usize, usize)>,
}

/// Lays a network out.
pub(super) fn lay_out(nodes: &[Node], links: &[Link]) -> Layout {
    let place: HashMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (node.name.as_str(), at)).collect();
    let ends = |link: &Link| Some((*place.get(link.source.as_str())?, *place.get(link.target.as_str())?));
    let known = links.iter().enumerate().filter_map(|(at, link)| ends(link).map(|(from, to)| (from, to, at)));
    let links: Vec<(usize, usize, usize)> = known.filter(|(from, to, _)| from != to).collect();
    let depth = depths(nodes.len(), &links);
    let mut columns = vec![Vec::new(); depth.iter().max().map_or(0, |deepest| deepest + 1)];
    for (node, depth) in depth.iter().enumerate() {
        columns[*depth].push(node);
    }
    // A column may be empty where all its nodes were drawn to the right.
    columns.retain(|column| !column.is_empty());
    untangle(&mut columns, nodes.len(), &links);
    Layout { columns, links }
}

/// The column of each node: one right of the rightmost node that links to it. Where links go in a circle, the one
/// that closes it is passed over.
fn depths(count: usize, links: &[(usize, usize, usize)]) -> Vec<usize> {
    let order = order(count, links);
    let mut rank = vec![0; count];
    for (at, node) in order.iter().enumerate() {
        rank[*node] = at;
    }
    let forward = || links.iter().filter(|(from, to, _)| rank[*from] < rank[*to]);
    let mut depth = vec![0; count];
    let mut by_order: Vec<_> = forward().collect();
    by_order.sort_by_key(|(from, ..)| rank[*from]);
    for (from, to, _) in by_order {
        depth[*to] = depth[*to].max(depth[*from] + 1);
    }
    // A node that nothing links to stands next to its nearest target, not at the far left.
    for node in 0..count {
        let nearest = forward().filter(|(from, ..)| *from == node).map(|(_, to, _)| depth[*to]).min();
        if let Some(nearest) = nearest.filter(|_| !forward().any(|(_, to, _)| *to == node)) {
            depth[node] = nearest - 1;
        }
    }
    depth
}

/// The nodes so that links go from earlier to later ones, circles aside.
fn order(count: usize, links: &[(usize, usize, usize)]) -> Vec<usize> {
    let mut open = vec![0_usize; count];
    for (_, to, _) in links {
        open[*to] += 1;
    }
    let mut order = Vec::with_capacity(count);
    let mut placed = vec![false; count];
    while order.len() < count {
        let free = |node: &usize| !placed[*node];
        // In a circle nobody is first; the one with the fewest open links may be.
        let Some(next) = (0..count).filter(free).min_by_key(|node| open[*node]) else { break };
        placed[next] = true;
        order.push(next);
        for (_, to, _) in links.iter().filter(|(from, ..)| *from == next) {
            open[*to] = open[*to].saturating_sub(1);
        }
    }
    order
}

/// Puts each column in the order of its neighbours' middles, from the left and from the right in turn.
fn untangle(columns: &mut [Vec<usize>], count: usize, links: &[(usize, usize, usize)]) {
    let mut neighbours = vec![Vec::new(); count];
    for (from, to, _) in links {
        neighbours[*from].push(*to);
        neighbours[*to].push(*from);
    }
    let mut column_of = vec![0; count];
    let mut height = vec![0.5; count];
    for (at, column) in columns.iter().enumerate() {
        column.iter().for_each(|node| column_of[*node] = at);
        set_heights(column, &mut height);
    }
    for sweep in 0..SWEEPS {
        let leftwards = sweep % 2 == 1;
        for step in 0..columns.len() {
            let at = if leftwards { columns.len() - 1 - step } else { step };
            let middle = |node: &usize| {
                let before = |other: &&usize| {
                    let other = column_of[**other];
                    if leftwards { other > at } else { other < at }
                };
                let heights: Vec<f64> = neighbours[*node].iter().filter(before).map(|other| height[*other]).collect();
                #[expect(clippy::cast_precision_loss, reason = "a node has few neighbours")]
                if heights.is_empty() { height[*node] } else { heights.iter().sum::<f64>() / heights.len() as f64 }
            };
            let mut ordered: Vec<(f64, usize)> = columns[at].iter().map(|node| (middle(node), *node)).collect();
            ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
            columns[at] = ordered.into_iter().map(|(_, node)| node).collect();
            set_heights(&columns[at], &mut height);
        }
    }
}

/// From 0 at the top to 1 at the bottom, so that columns of different lengths compare.
fn set_heights(column: &[usize], height: &mut [f64]) {
    for (at, node) in column.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a column has few nodes")]
        let middle = (at as f64 + 0.5) / column.len() as f64;
        height[*node] = middle;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network(links: &[(&str, &str)]) -> (Vec<Node>, Vec<Link>) {
        let mut names: Vec<&str> = links.iter().flat_map(|(from, to)| [*from, *to]).collect();
        names.sort_unstable();
        names.dedup();
        let node = |name: &&str| Node { name: (*name).to_owned(), kind: "web".to_owned(), online: true };
        let link =
            |(from, to): &(&str, &str)| Link { source: (*from).to_owned(), target: (*to).to_owned(), latency_ms: 1.0 };
        (names.iter().map(node).collect(), links.iter().map(link).collect())
    }

    fn columns(links: &[(&str, &str)]) -> Vec<Vec<String>> {
        let (nodes, links) = network(links);
        let layout = lay_out(&nodes, &links);
        layout.columns.iter().map(|column| column.iter().map(|node| nodes[*node].name.clone()).collect()).collect()
    }

    #[test]
    fn links_go_right_and_lone_sources_stand_by_their_targets() {
        let links = [("gate", "web"), ("web", "api"), ("api", "db"), ("worker", "db")];
        assert_eq!(columns(&links), [vec!["gate"], vec!["web"], vec!["api", "worker"], vec!["db"]]);
    }

    #[test]
    fn crossings_are_untangled() {
        // a, b, c link to z, y, x: in alphabetical order every link would cross every other.
        let links = [("a", "z"), ("b", "y"), ("c", "x")];
        assert_eq!(columns(&links), [vec!["a", "b", "c"], vec!["z", "y", "x"]]);
    }

    #[test]
    fn circles_and_links_to_oneself_end() {
        assert_eq!(columns(&[("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")]), [vec!["a"], vec!["b"], vec!["c"]]);
    }

    #[test]
    fn links_to_nodes_that_are_not_there_are_left_out() {
        let (mut nodes, links) = network(&[("a", "b"), ("b", "c")]);
        nodes.remove(1);
        let layout = lay_out(&nodes, &links);
        assert!(layout.links.is_empty());
        assert_eq!(layout.columns, [vec![0, 1]]);
        assert!(lay_out(&[], &[]).columns.is_empty());
    }

    proptest! {
        #[test]
        fn every_node_stands_exactly_once(links in prop::collection::vec((0_u8..12, 0_u8..12), 0..40)) {
            let names: Vec<(String, String)> = links.iter().map(|(a, b)| (format!("n{a}"), format!("n{b}"))).collect();
            let pairs: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let (nodes, links) = network(&pairs);
            let mut standing: Vec<usize> = lay_out(&nodes, &links).columns.into_iter().flatten().collect();
            standing.sort_unstable();
            prop_assert_eq!(standing, (0..nodes.len()).collect::<Vec<_>>());
        }
    }
}

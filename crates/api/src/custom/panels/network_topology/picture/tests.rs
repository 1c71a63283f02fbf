use super::*;

fn node(name: &str, kind: &str, online: bool) -> Node {
    Node { name: name.to_owned(), kind: kind.to_owned(), online }
}

fn link(source: &str, target: &str, latency_ms: f64) -> Link {
    Link { source: source.to_owned(), target: target.to_owned(), latency_ms }
}

/// A network of the demo's form.
fn network() -> (Vec<Node>, Vec<Link>) {
    let nodes = vec![
        node("gateway", "gateway", true),
        node("balancer", "load_balancer", true),
        node("web-1", "web", true),
        node("web-2", "web", false),
        node("api-1", "api", true),
        node("db-1", "database", true),
    ];
    let links = vec![
        link("gateway", "balancer", 1.8),
        link("balancer", "web-1", 0.5),
        link("balancer", "web-2", 0.7),
        link("web-1", "api-1", 0.9),
        link("web-2", "api-1", 0.8),
        link("api-1", "db-1", 0.3),
    ];
    (nodes, links)
}

/// Every tag is closed in its turn, and no attribute is left open: what a browser needs to show an SVG at all.
fn is_well_formed(svg: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else { return false };
        let tag = &rest[start + 1..start + length];
        rest = &rest[start + length + 1..];
        if tag.matches('"').count() % 2 == 1 {
            return false;
        }
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) if open.pop() != Some(name) => return false,
            (false, false) => open.push(name),
            _ => {}
        }
    }
    open.is_empty()
}

#[test]
fn every_node_and_link_is_drawn_and_told() {
    let (nodes, links) = network();
    let svg = draw(&nodes, &links, &Unseen::default());
    assert!(is_well_formed(&svg), "{svg}");
    assert_eq!(svg.matches("class=\"node\"").count(), nodes.len());
    assert_eq!(svg.matches("<path class=\"link").count(), links.len());
    assert_eq!(svg.matches("<path class=\"link cut\"").count(), 2);
    assert!(svg.contains("<desc id=\"desc\">6 nodes and 6 links; offline: web-2.</desc>"), "{svg}");
    assert!(svg.contains(">load balancer</text>"));
    assert!(svg.contains("thicker is slower: 0.30 to 1.80 ms"));
}

#[test]
fn the_state_has_a_shape_and_a_word_besides_its_colour() {
    let (nodes, links) = network();
    let svg = draw(&nodes, &links, &Unseen::default());
    // One of each stands in the legend.
    assert_eq!(svg.matches("class=\"up\"").count(), 1 + 5);
    assert_eq!(svg.matches("class=\"down\"").count(), 1 + 1);
    assert!(svg.contains(">web · offline</text>"));
}

#[test]
fn what_is_not_drawn_is_said() {
    let (nodes, links) = network();
    let online: Vec<Node> = nodes.into_iter().filter(|node| node.online).collect();
    let svg = draw(&online, &links, &Unseen { hidden_offline: 1, left_out: 7 });
    assert!(svg.contains("1 offline not shown · 7 more not drawn"), "{svg}");
    assert_eq!(svg.matches("<path class=\"link").count(), 4);
}

#[test]
fn an_empty_network_is_a_picture_too() {
    let svg = draw(&[], &[], &Unseen::default());
    assert!(is_well_formed(&svg) && svg.contains("The network has no nodes."));
    assert!(draw(&[], &[], &Unseen { hidden_offline: 2, left_out: 0 }).contains("No node is online."));
}

#[test]
fn names_from_the_database_stay_text() {
    let hostile = "</text><script>alert(\"1\")</script>&\u{1}";
    let svg = draw(&[node(hostile, hostile, true), node(hostile, "a", false)], &[], &Unseen::default());
    assert!(is_well_formed(&svg), "{svg}");
    assert!(!svg.contains("<script") && !svg.contains('\u{1}'));
    assert!(!svg.contains("</text><script") && svg.contains("&lt;/text&gt;"));
}

#[test]
fn nodes_do_not_overlap_and_stay_on_the_card() {
    let (nodes, links) = network();
    let grid = Grid::of(&lay_out(&nodes, &links));
    for (at, (x, y)) in grid.corners.iter().enumerate() {
        assert!(*x >= MARGIN && x + NODE_WIDTH <= grid.width - MARGIN + 0.01);
        assert!(*y >= MARGIN && y + NODE_HEIGHT <= grid.height - MARGIN - FOOTER + 0.01);
        for (other_x, other_y) in &grid.corners[at + 1..] {
            assert!((x - other_x).abs() >= NODE_WIDTH || (y - other_y).abs() >= NODE_HEIGHT);
        }
    }
}

#[test]
fn odd_latencies_draw_lines_all_the_same() {
    let (nodes, mut links) = network();
    links.iter_mut().for_each(|link| link.latency_ms = 0.0);
    assert!(!draw(&nodes, &links, &Unseen::default()).contains("NaN"));
}

//! Whose word is taken for where a request comes from.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use ipnet::IpNet;
use thiserror::Error;

/// Entries of `X-Forwarded-For` that are looked at, from the right: an honest chain has two or three.
const MOST_HOPS: usize = 32;

/// The proxies in front of the server, by the networks they stand in. Empty: nobody's word is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Text that names no network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no network; write an address like 10.0.0.7 or a network like 10.0.0.0/8")]
pub struct BadNetwork(pub String);

impl TrustedProxies {
    /// Reads addresses (`10.0.0.7`) and networks (`10.0.0.0/8`, `fd00::/8`).
    ///
    /// # Errors
    /// Names the first that is neither, and networks that hold everybody: whoever trusts those trusts any caller to say
    /// who he is.
    pub fn parse<T: AsRef<str>>(networks: &[T]) -> Result<Self, BadNetwork> {
        let read = |text: &T| {
            let text = text.as_ref().trim();
            let network = IpNet::from_str(text).or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            match network {
                Ok(network) if network.prefix_len() > 0 => Ok(network.trunc()),
                _ => Err(BadNetwork(text.to_owned())),
            }
        };
        networks.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is none: everybody is who the connection says.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request comes from: the peer, unless it is one of the proxies; then the right-most entry of
    /// `X-Forwarded-For` that is none of them. What stands left of that entry, anybody may have written.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default()).collect();
        // Several headers are one list, in their order.
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim).take(MOST_HOPS);
        for hop in hops {
            // What is no address ends the walk: the last one known is as near as can be said.
            let Some(address) = read_hop(hop) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

/// An address as proxies write it: alone, with a port, in brackets.
fn read_hop(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let trusted = TrustedProxies::parse(trusted).expect("networks");
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header's value"));
        }
        trusted.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(client(&[], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(client(&trusted, "10.0.0.1", &["1.1.1.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.1.1.1, 203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.1.1.1", "203.0.113.9", "fd00::2"]), "203.0.113.9");
        // Even an address of our own network: the caller stands where the last proxy says.
        assert_eq!(client(&trusted, "10.0.0.1", &["10.9.9.9, 203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        let trusted = ["10.0.0.0/8"];
        for nonsense in ["", "unknown", "_hidden", "203.0.113.9 or so", "1.2.3.4.5", "10.0.0.2,"] {
            let line = format!("203.0.113.9, {nonsense}");
            assert_eq!(client(&trusted, "10.0.0.1", &[&line]), "10.0.0.1", "{nonsense}");
        }
        let endless = vec!["10.0.0.2"; 10_000].join(", ");
        assert_eq!(client(&trusted, "10.0.0.1", &[&format!("203.0.113.9, {endless}")]), "10.0.0.2");
    }

    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        let trusted = ["10.0.0.1", "::1"];
        for (hop, read) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("2001:DB8::7", "2001:db8::7"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(client(&trusted, "::ffff:10.0.0.1", &[hop]), read, "{hop}");
        }
    }

    #[test]
    fn networks_that_hold_everybody_are_refused() {
        for bad in ["0.0.0.0/0", "::/0", "", "proxy.example", "10.0.0.0/33", "10.0.0.0/8,"] {
            assert_eq!(TrustedProxies::parse(&[bad]), Err(BadNetwork(bad.to_owned())));
        }
    }
}

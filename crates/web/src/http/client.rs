//! The client's address, as far as it can be believed.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::{Site, Web};

/// The address of the client, for limits: of an IPv6 network the part that one customer gets (/64).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress(String);

impl ClientAddress {
    /// As a limit's subject.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromRequestParts<Web> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let address = address(&parts.extensions, &parts.headers, &web.site);
        Ok(Self(address.map_or_else(|| "unknown".to_owned(), network)))
    }
}

/// The whole address of whoever sent a request.
pub(super) fn address(extensions: &Extensions, headers: &HeaderMap, site: &Site) -> Option<IpAddr> {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    believed(
        peer,
        forwarded.collect::<Vec<_>>().join(",").as_str(),
        &site.trusted_proxies,
    )
}

/// Walks from the peer backwards through the proxies that are trusted; the first who is not is the client.
fn believed(peer: Option<IpAddr>, forwarded: &str, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer?.to_canonical();
    for step in forwarded.rsplit(',') {
        if !is_trusted(&client) {
            break;
        }
        let Ok(address) = step.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
    }
    Some(client)
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_proxies_are_believed() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let ask = |peer: &str, forwarded: &str| {
            believed(Some(peer.parse().unwrap()), forwarded, &trusted)
                .unwrap()
                .to_string()
        };
        assert_eq!(
            ask("203.0.113.9", "1.2.3.4"),
            "203.0.113.9",
            "no proxy of ours"
        );
        assert_eq!(ask("10.0.0.1", "1.2.3.4"), "1.2.3.4");
        assert_eq!(
            ask("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2"),
            "1.2.3.4",
            "the leftmost is the client's own claim"
        );
        assert_eq!(ask("10.0.0.1", "1.2.3.4, nonsense"), "10.0.0.1");
        assert_eq!(ask("10.0.0.1", ""), "10.0.0.1");
        assert_eq!(ask("::ffff:10.0.0.1", "1.2.3.4"), "1.2.3.4");
    }

    #[test]
    fn one_customer_has_one_network() {
        assert_eq!(
            network("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            "2001:db8:1:2::/64"
        );
        assert_eq!(network("192.0.2.1".parse().unwrap()), "192.0.2.1");
    }
}

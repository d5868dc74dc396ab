//! Names and addresses: who may call, under which name, and through whom.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::{Host, Url};

/// What links in mails and QR codes begin with: scheme, host and port, without a path or a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteBaseUrl {
    text: String,
    host: String,
    https: bool,
}

impl SiteBaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let without_slash = text.strip_suffix('/').unwrap_or(text);
        let url = web_origin(without_slash)?;
        Ok(Self {
            text: url.origin().ascii_serialization(),
            host: url.host_str().unwrap_or_default().to_owned(),
            https: url.scheme() == "https",
        })
    }

    /// The default in development.
    pub(super) fn local(port: u16, https: bool) -> Self {
        let scheme = if https { "https" } else { "http" };
        Self {
            text: format!("{scheme}://localhost:{port}"),
            host: "localhost".to_owned(),
            https,
        }
    }

    /// For example `https://tickets.example.org`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in lower case, without port, IPv6 in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether cookies may insist on an encrypted connection.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }
}

/// The sites' own form of an origin, so that it can be compared as text with what browsers send.
pub(super) fn cors_origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Err("\"*\" would let every site read answers meant for your users".to_owned());
    }
    web_origin(text).map(|url| url.origin().ascii_serialization())
}

/// A URL of nothing but scheme, host and port.
fn web_origin(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| format!("{text:?} is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{text:?} begins with neither https:// nor http://"));
    }
    let bare = url.path() == "/" && !text.ends_with('/');
    if !bare || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{text:?} has more than scheme, host and port"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user or a password in it".to_owned());
    }
    Ok(url)
}

/// A host name or address as it stands in a Host header, without port; `*` for any.
pub(super) fn host(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    if text.contains('*') {
        return Err(format!("{text:?} has a * in it; each name is listed"));
    }
    if let Ok(IpAddr::V6(address)) = text.parse() {
        return Ok(format!("[{address}]"));
    }
    match Host::parse(text) {
        Ok(host) => Ok(host.to_string()),
        Err(_) => Err(format!("{text:?} is not a host name or address")),
    }
}

/// The names a program for this machine answers to.
pub(super) fn local_hosts(listen: SocketAddr) -> Vec<String> {
    let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"]
        .map(str::to_owned)
        .into();
    let own = match listen.ip() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    if !hosts.contains(&own) {
        hosts.push(own);
    }
    hosts
}

/// An address or a network in CIDR notation.
pub(super) fn proxy(text: &str) -> Result<IpNet, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.into());
    }
    let network: IpNet = text
        .parse()
        .map_err(|_| format!("{text:?} is not an address or a network"))?;
    if network.prefix_len() == 0 {
        return Err(format!(
            "{text:?} is everybody: any client could then pretend to be another"
        ));
    }
    Ok(network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_base_urls() {
        for (text, expected, host, https) in [
            (
                "https://Tickets.Example.org/",
                "https://tickets.example.org",
                "tickets.example.org",
                true,
            ),
            (
                "https://tickets.example.org:443",
                "https://tickets.example.org",
                "tickets.example.org",
                true,
            ),
            (
                "http://localhost:8080",
                "http://localhost:8080",
                "localhost",
                false,
            ),
            ("http://[::1]:8080/", "http://[::1]:8080", "[::1]", false),
        ] {
            let url = SiteBaseUrl::parse(text).unwrap();
            assert_eq!(
                (url.as_str(), url.host(), url.is_https()),
                (expected, host, https)
            );
        }
        for text in [
            "tickets.example.org",
            "ftp://tickets.example.org",
            "https://",
            "https://tickets.example.org/shop",
            "https://tickets.example.org//",
            "https://tickets.example.org/?a=b",
            "https://tickets.example.org#a",
            "https://ada@tickets.example.org",
        ] {
            assert!(SiteBaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        assert_eq!(
            cors_origin("https://WWW.example.org:443"),
            Ok("https://www.example.org".to_owned())
        );
        for text in [
            "*",
            "null",
            "https://a.example/",
            "https://a.example/x",
            "a.example",
        ] {
            assert!(cors_origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn hosts() {
        for (text, expected) in [
            ("Tickets.Example.ORG", "tickets.example.org"),
            ("127.0.0.1", "127.0.0.1"),
            ("::1", "[::1]"),
            ("[::1]", "[::1]"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("*", "*"),
        ] {
            assert_eq!(host(text).as_deref(), Ok(expected));
        }
        for text in [
            "*.example.org",
            "a.example:8080",
            "https://a.example",
            "a/b",
            "a b",
        ] {
            assert!(host(text).is_err(), "{text}");
        }
    }

    #[test]
    fn proxies() {
        for (text, expected) in [
            ("10.0.0.2", "10.0.0.2/32"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("fd00::1", "fd00::1/128"),
            ("fd00::/8", "fd00::/8"),
        ] {
            assert_eq!(proxy(text).unwrap().to_string(), expected);
        }
        for text in ["proxy", "10.0.0.0/33", "10.0.0.2:80", "0.0.0.0/0", "::/0"] {
            assert!(proxy(text).is_err(), "{text}");
        }
    }
}

//! Where the mail server is and how to talk to it, in one line of configuration.

use std::fmt;
use std::net::IpAddr;

use secrecy::SecretString;
use url::{Host, Url};

/// When the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never: `smtp://host`.
    None,
    /// By STARTTLS if the server offers it: `smtp://host?tls=opportunistic`.
    Opportunistic,
    /// By STARTTLS or not at all: `smtp://host?tls=required`.
    Required,
    /// From the first byte: `smtps://host`.
    FromTheStart,
}

/// A parsed `smtp://[user:password@]host[:port][?tls=required|opportunistic]` or `smtps://…`.
///
/// `Debug` and `Display` leave user and password out.
#[derive(Clone)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<(String, SecretString)>,
}

/// What is wrong with the URL of a mail server. Quotes no part of it: any part may be a piece of the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// Not even a URL.
    #[error(
        "is not a URL; write smtp://host:port (characters such as / ? # @ : and spaces in a user name or password are \
         written as %2F %3F %23 %40 %3A and %20)"
    )]
    NotAUrl,
    /// Neither smtp nor smtps.
    #[error("begins with something else than smtp:// or smtps://")]
    Scheme,
    /// No host between `//` (or `@`) and the port.
    #[error("names no host")]
    NoHost,
    /// Port 0.
    #[error("names port 0; ports are 1 to 65535")]
    Port,
    /// Something after the host, which is often an unescaped part of a password.
    #[error(
        "has a path or a # after the host; if they belong to the password, write / as %2F and # as %23"
    )]
    Path,
    /// A parameter other than tls.
    #[error("has a parameter other than tls after the ?")]
    Parameter,
    /// tls is neither required nor opportunistic.
    #[error("has a value of tls other than required or opportunistic")]
    TlsValue,
    /// smtps with a tls parameter.
    #[error("says smtps, which is always encrypted, and tls= as well; leave tls= out")]
    TlsTwice,
    /// A user without a password or a password without a user.
    #[error("has only one of user and password; write user:password@ or neither")]
    HalfCredentials,
    /// Percent-encoding that is not text.
    #[error("has a user or password whose %-encoding is not text, or contains control characters")]
    Encoding,
    /// The password would cross the network readably.
    #[error(
        "would send the password unencrypted; use smtps:// or add ?tls=required (only a server on this machine may go \
         without)"
    )]
    PasswordInTheClear,
    /// TLS cannot be prepared on this machine.
    #[error("asks for TLS, which could not be prepared")]
    TlsSetup,
}

impl SmtpUrl {
    /// Reads the URL. Ports left out are 465 for `smtps`, 587 for STARTTLS and 25 for neither.
    ///
    /// # Errors
    /// [`SmtpUrlError`] names the fault and quotes nothing.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text.trim()).map_err(|error| match error {
            url::ParseError::EmptyHost => SmtpUrlError::NoHost,
            _ => SmtpUrlError::NotAUrl,
        })?;
        if !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(SmtpUrlError::Scheme);
        }
        let host = host_of(&url)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Path);
        }
        let tls = tls_of(&url)?;
        let port = match (url.port(), tls) {
            (Some(0), _) => return Err(SmtpUrlError::Port),
            (Some(port), _) => port,
            (None, Tls::None) => 25,
            (None, Tls::Opportunistic | Tls::Required) => 587,
            (None, Tls::FromTheStart) => 465,
        };
        let parsed = Self {
            host,
            port,
            tls,
            credentials: credentials_of(&url)?,
        };
        if parsed.credentials.is_some() && tls == Tls::None && !parsed.is_this_machine() {
            return Err(SmtpUrlError::PasswordInTheClear);
        }
        Ok(parsed)
    }

    /// The host: a name or an address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// When the connection is encrypted.
    #[must_use]
    pub fn tls(&self) -> Tls {
        self.tls
    }

    pub(super) fn credentials(&self) -> Option<(&str, &SecretString)> {
        self.credentials
            .as_ref()
            .map(|(user, password)| (user.as_str(), password))
    }

    /// True for a server that is reached without leaving this machine.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

fn host_of(url: &Url) -> Result<String, SmtpUrlError> {
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_ascii_lowercase(),
        Some(Host::Ipv4(address)) => address.to_string(),
        // Without the brackets of a URL: the resolver does not know them.
        Some(Host::Ipv6(address)) => address.to_string(),
        None => String::new(),
    };
    if host.is_empty() {
        return Err(SmtpUrlError::NoHost);
    }
    Ok(host)
}

fn tls_of(url: &Url) -> Result<Tls, SmtpUrlError> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" || tls.is_some() {
            return Err(SmtpUrlError::Parameter);
        }
        tls = Some(match &*value {
            "required" => Tls::Required,
            "opportunistic" => Tls::Opportunistic,
            _ => return Err(SmtpUrlError::TlsValue),
        });
    }
    match (url.scheme(), tls) {
        ("smtps", None) => Ok(Tls::FromTheStart),
        ("smtps", Some(_)) => Err(SmtpUrlError::TlsTwice),
        (_, tls) => Ok(tls.unwrap_or(Tls::None)),
    }
}

fn credentials_of(url: &Url) -> Result<Option<(String, SecretString)>, SmtpUrlError> {
    let user = plain(url.username())?;
    let password = plain(url.password().unwrap_or_default())?;
    match (user.is_empty(), password.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Ok(Some((user, password.into()))),
        _ => Err(SmtpUrlError::HalfCredentials),
    }
}

/// Undoes percent-encoding.
fn plain(encoded: &str) -> Result<String, SmtpUrlError> {
    let text = percent_encoding::percent_decode_str(encoded)
        .decode_utf8()
        .map_err(|_| SmtpUrlError::Encoding)?;
    if text.chars().any(char::is_control) {
        return Err(SmtpUrlError::Encoding);
    }
    Ok(text.into_owned())
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} port {}", self.host, self.port)
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpUrl")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

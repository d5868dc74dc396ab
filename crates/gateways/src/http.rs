//! Asking others over HTTP: briefly, without following them elsewhere, and without reading more than fits.

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{
    RequestBuilder, Response,
    header::{DATE, HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// How long one question may take, its answer included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The address cannot be asked, or TLS cannot be prepared; the word says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unfit(pub(crate) &'static str);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// It takes too long.
    TimedOut,
    /// Nobody is reached: no byte of the question was sent.
    NotSent,
    /// The connection breaks.
    Broken,
    /// There is more of it than is read.
    TooLarge,
}

/// Asks one other party.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    loopback: bool,
}

impl Client {
    /// Asks whoever is at home there; nothing is asked yet.
    pub(crate) fn new(home: &Url, patience: Duration) -> Result<Self, Unfit> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| Unfit("TLS"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .timeout(patience)
            .connect_timeout(Duration::from_secs(3))
            .user_agent("front-of-house")
            .build()
            .map_err(|_| Unfit("TLS"))?;
        let client = Self {
            http,
            loopback: is_loopback(home),
        };
        client.allowed(home)?;
        Ok(client)
    }

    /// Only HTTPS proves who answers; what is at home on this machine may do without.
    pub(crate) fn allowed(&self, url: &Url) -> Result<(), Unfit> {
        match url.scheme() {
            "https" => Ok(()),
            "http" if self.loopback && is_loopback(url) => Ok(()),
            _ => Err(Unfit("an address without HTTPS")),
        }
    }

    pub(crate) fn get(&self, url: &Url) -> Result<RequestBuilder, Unfit> {
        self.allowed(url)?;
        Ok(self.http.get(url.clone()))
    }

    pub(crate) fn post(&self, url: &Url) -> Result<RequestBuilder, Unfit> {
        self.allowed(url)?;
        Ok(self.http.post(url.clone()))
    }
}

/// Sends the question; the head of the answer is there, its body is not.
pub(crate) async fn ask(question: RequestBuilder) -> Result<Response, NoAnswer> {
    question.send().await.map_err(|error| no_answer(&error))
}

/// The body of an answer, if it is no larger than so many bytes.
pub(crate) async fn body(mut answer: Response, largest: usize) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| no_answer(&error))? {
        if body.len() + part.len() > largest {
            return Err(NoAnswer::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// How long the other side asks to be left alone (RFC 9110, 10.2.3): in seconds, or until a moment of *its* clock, which its
/// `Date` shows.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = moment(text)?;
    let now = moment(headers.get(DATE)?.to_str().ok()?)?;
    Duration::try_from(until.duration_since(now)).ok()
}

fn moment(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

fn no_answer(error: &reqwest::Error) -> NoAnswer {
    // A connection that takes too long to open is both.
    if error.is_builder() || error.is_connect() {
        NoAnswer::NotSent
    } else if error.is_timeout() {
        NoAnswer::TimedOut
    } else {
        NoAnswer::Broken
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn how_long_to_wait() {
        let wait = |headers: &[(HeaderName, &'static str)]| {
            let headers = headers.iter().cloned();
            retry_after(
                &headers
                    .map(|(name, value)| (name, HeaderValue::from_static(value)))
                    .collect(),
            )
        };
        let date = (DATE, "Sat, 21 Nov 2026 10:00:00 GMT");
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait(&[(RETRY_AFTER, "120")]), seconds(120));
        let until = (RETRY_AFTER, "Sat, 21 Nov 2026 10:05:00 GMT");
        assert_eq!(wait(&[until.clone(), date.clone()]), seconds(300));
        assert_eq!(wait(&[until]), None, "nobody knows their time");
        let past = (RETRY_AFTER, "Sat, 21 Nov 2026 09:00:00 GMT");
        assert_eq!(wait(&[past, date]), None);
        for text in ["", "-5", "soon", "1.5"] {
            assert_eq!(wait(&[(RETRY_AFTER, text)]), None, "{text:?}");
        }
    }
}

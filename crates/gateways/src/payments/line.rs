//! Asking a provider over HTTP, and telling apart what was never sent from what was never answered.

use std::{fmt, time::Duration};

use reqwest::{RequestBuilder, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use super::{PaymentError, PaymentSetupError, Trouble};
use crate::http::{self, Client, NoAnswer, Unfit};

/// How much of an answer is read, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024;

/// An answer as it came: evidence of what a provider said. Its `Debug` shows nothing of the body, which names the payer.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body, at most 64 KiB.
    pub body: Vec<u8>,
}

impl RawAnswer {
    /// Whether the HTTP status is one of success. That says little: some providers refuse with it.
    pub(super) fn is_success(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// The body as the provider documents it.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// The line to one provider.
pub(super) struct Line {
    home: Url,
    client: Client,
}

impl Line {
    pub(super) fn new(address: &str, patience: Duration) -> Result<Self, PaymentSetupError> {
        let home = Url::parse(address).map_err(|_| PaymentSetupError::NotAnAddress)?;
        if !home.has_host() {
            return Err(PaymentSetupError::NotAnAddress);
        }
        let more = !home.username().is_empty()
            || home.password().is_some()
            || home.query().is_some()
            || home.fragment().is_some();
        if more {
            return Err(PaymentSetupError::TooMuch);
        }
        let client = Client::new(&home, patience).map_err(|_| PaymentSetupError::InTheClear)?;
        Ok(Self { home, client })
    }

    pub(super) fn get(&self, path: &[&str]) -> Result<RequestBuilder, PaymentError> {
        Ok(self.client.get(&self.at(path)?)?)
    }

    pub(super) fn post(&self, path: &[&str]) -> Result<RequestBuilder, PaymentError> {
        Ok(self.client.post(&self.at(path)?)?)
    }

    /// Whether a payer may be sent to an address the provider names.
    pub(super) fn may_visit(&self, page: &Url) -> bool {
        self.client.allowed(page).is_ok()
    }

    /// Each part is escaped, so that none leads elsewhere.
    fn at(&self, path: &[&str]) -> Result<Url, PaymentError> {
        let mut url = self.home.clone();
        url.path_segments_mut()
            .map_err(|()| PaymentError::NotSent(Trouble::Address))?
            .pop_if_empty()
            .extend(path);
        Ok(url)
    }
}

/// Asks once. An error is [`PaymentError::NotSent`] only if no byte of the question can have arrived.
pub(super) async fn ask(question: RequestBuilder) -> Result<RawAnswer, PaymentError> {
    let answer = http::ask(question).await?;
    let status = answer.status().as_u16();
    let body = http::body(answer, LARGEST_ANSWER).await?;
    Ok(RawAnswer { status, body })
}

impl From<Unfit> for PaymentError {
    fn from(_: Unfit) -> Self {
        Self::NotSent(Trouble::Address)
    }
}

impl From<NoAnswer> for PaymentError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::NotSent => Self::NotSent(Trouble::Unreachable),
            NoAnswer::TimedOut => Self::Unknown(Trouble::TimedOut),
            NoAnswer::Broken => Self::Unknown(Trouble::Broken),
            NoAnswer::TooLarge => Self::Unknown(Trouble::Unreadable),
        }
    }
}

/// A secret that stands in a header, and is not shown when headers are.
pub(super) fn header(
    secret: &SecretString,
    what: &'static str,
) -> Result<HeaderValue, PaymentSetupError> {
    let mut value = text(secret.expose_secret(), what)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A word that stands in a header.
pub(super) fn text(word: &str, what: &'static str) -> Result<HeaderValue, PaymentSetupError> {
    HeaderValue::from_str(word)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or(PaymentSetupError::Text(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(address: &str) -> Result<Line, PaymentSetupError> {
        Line::new(address, Duration::from_secs(1))
    }

    #[test]
    fn only_https_or_this_machine() {
        for (address, expected) in [
            ("payments.example.org", PaymentSetupError::NotAnAddress),
            ("https://a:b@example.org", PaymentSetupError::TooMuch),
            ("https://example.org/?a=b", PaymentSetupError::TooMuch),
            ("http://example.org", PaymentSetupError::InTheClear),
        ] {
            assert_eq!(line(address).err(), Some(expected), "{address}");
        }
        assert!(line("http://127.0.0.1:8080").is_ok());
        let line = line("https://example.org/base/").unwrap();
        assert!(line.may_visit(&"https://pay.example.org/".parse().unwrap()));
        assert!(!line.may_visit(&"http://pay.example.org/".parse().unwrap()));
        assert!(!line.may_visit(&"javascript:alert(1)".parse().unwrap()));
    }

    #[test]
    fn a_part_of_a_path_leads_nowhere_else() {
        let line = line("https://example.org/base").unwrap();
        for (part, expected) in [
            ("cs_1", "https://example.org/base/v1/cs_1"),
            (
                "a/../b?c#d",
                "https://example.org/base/v1/a%2F..%2Fb%3Fc%23d",
            ),
            ("", "https://example.org/base/v1/"),
        ] {
            assert_eq!(line.at(&["v1", part]).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn debug_shows_no_body() {
        let answer = RawAnswer {
            status: 200,
            body: b"+250788123456".to_vec(),
        };
        assert_eq!(
            format!("{answer:?}"),
            "RawAnswer { status: 200, body_bytes: 13 }"
        );
    }
}

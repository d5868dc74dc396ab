//! Telling customer records over HTTP.

use std::{fmt, time::Duration};

use reqwest::{
    Response,
    header::{HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{BookingNotification, CrmError, CrmGateway, CrmSetupError, Telling, Trouble};
use crate::http::{self, Client, NoAnswer, PATIENCE, Unfit};

/// The path at the address of the customer records.
const PATH: &str = "api/booking-notification";
/// Names what is told for ever, so that telling it twice is telling it once.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// How much of an answer is read, in bytes, so that the connection can be used again. Nothing in it matters.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Customer records that are told over HTTP.
pub struct HttpCrm {
    endpoint: Url,
    token: SecretString,
    client: Client,
}

impl fmt::Debug for HttpCrm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpCrm")
            .field("endpoint", &self.endpoint.as_str())
            .finish_non_exhaustive()
    }
}

impl HttpCrm {
    /// Customer records at an address, which know this installation by a token. Nothing is sent yet.
    ///
    /// # Errors
    /// See [`CrmSetupError`].
    pub fn new(address: &str, token: SecretString) -> Result<Self, CrmSetupError> {
        Self::with_patience(address, token, PATIENCE)
    }

    /// The same with another time limit for each answer.
    ///
    /// # Errors
    /// See [`CrmSetupError`].
    pub fn with_patience(
        address: &str,
        token: SecretString,
        patience: Duration,
    ) -> Result<Self, CrmSetupError> {
        let endpoint = endpoint(address)?;
        let client = Client::new(&endpoint, patience).map_err(|_| CrmSetupError::InTheClear)?;
        bearer(&token).ok_or(CrmSetupError::Token)?;
        Ok(Self {
            endpoint,
            token,
            client,
        })
    }

    async fn post(&self, booking: &BookingNotification, key: &str) -> Result<(), CrmError> {
        let refused = CrmError::Refused(Trouble::Address);
        let bearer = bearer(&self.token).ok_or(refused)?;
        let question = self
            .client
            .post(&self.endpoint)?
            .header(reqwest::header::AUTHORIZATION, bearer)
            .header(IDEMPOTENCY_KEY, key)
            .json(booking);
        let answer = http::ask(question).await?;
        let (status, wait) = (answer.status(), http::retry_after(answer.headers()));
        drain(answer).await;
        CrmError::of(status, wait).map_or(Ok(()), Err)
    }
}

impl CrmGateway for HttpCrm {
    fn tell<'a>(
        &'a self,
        booking: &'a BookingNotification,
        idempotency_key: &'a str,
    ) -> Telling<'a> {
        Box::pin(self.post(booking, idempotency_key))
    }
}

impl From<Unfit> for CrmError {
    fn from(_: Unfit) -> Self {
        Self::Refused(Trouble::Address)
    }
}

impl From<NoAnswer> for CrmError {
    fn from(error: NoAnswer) -> Self {
        Self::without_answer(match error {
            NoAnswer::TimedOut => Trouble::TimedOut,
            NoAnswer::NotSent | NoAnswer::Broken | NoAnswer::TooLarge => Trouble::Unreachable,
        })
    }
}

/// The status has said everything: a body that breaks off, drags on or is too large changes nothing.
async fn drain(answer: Response) {
    if answer
        .content_length()
        .is_some_and(|length| length <= LARGEST_ANSWER as u64)
    {
        let _ = http::body(answer, LARGEST_ANSWER).await;
    }
}

fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn endpoint(address: &str) -> Result<Url, CrmSetupError> {
    let mut url = Url::parse(address).map_err(|_| CrmSetupError::NotAnAddress)?;
    if !url.has_host() {
        return Err(CrmSetupError::NotAnAddress);
    }
    let more = !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some();
    if more {
        return Err(CrmSetupError::TooMuch);
    }
    let path = format!("{}/{PATH}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [
            (
                "https://crm.example.org",
                "https://crm.example.org/api/booking-notification",
            ),
            (
                "https://crm.example.org/",
                "https://crm.example.org/api/booking-notification",
            ),
            (
                "https://example.org:8443/crm/",
                "https://example.org:8443/crm/api/booking-notification",
            ),
            (
                "http://127.0.0.1:9000",
                "http://127.0.0.1:9000/api/booking-notification",
            ),
        ] {
            let crm = HttpCrm::new(text, "token".into()).unwrap();
            assert_eq!(crm.endpoint.as_str(), expected);
        }
        for (text, expected) in [
            ("crm.example.org", CrmSetupError::NotAnAddress),
            ("mailto:crm@example.org", CrmSetupError::NotAnAddress),
            ("https://a:b@crm.example.org", CrmSetupError::TooMuch),
            ("https://crm.example.org/?a=b", CrmSetupError::TooMuch),
            ("http://crm.example.org", CrmSetupError::InTheClear),
            ("ftp://127.0.0.1", CrmSetupError::InTheClear),
        ] {
            let error = HttpCrm::new(text, "token".into()).unwrap_err();
            assert_eq!(error, expected, "{text}");
        }
        let token = HttpCrm::new("https://crm.example.org", "a\nb".into());
        assert_eq!(token.unwrap_err(), CrmSetupError::Token);
    }

    #[test]
    fn debug_shows_no_token() {
        let crm = HttpCrm::new("https://crm.example.org", "hunter2".into()).unwrap();
        assert!(!format!("{crm:?}").contains("hunter2"));
    }
}

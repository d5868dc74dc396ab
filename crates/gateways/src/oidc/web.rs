//! Asking a provider over HTTP.

use reqwest::{RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use super::OidcError;
use crate::http::{self, NoAnswer, PATIENCE, Unfit};

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Asks one provider.
#[derive(Debug)]
pub(super) struct Client(http::Client);

impl Client {
    pub(super) fn new(issuer: &Url) -> Result<Self, OidcError> {
        Ok(Self(http::Client::new(issuer, PATIENCE)?))
    }

    /// The address, if it may be asked.
    pub(super) fn allowed(&self, url: Url) -> Result<Url, OidcError> {
        self.0.allowed(&url)?;
        Ok(url)
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, OidcError> {
        ask(self.0.get(url)?).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        basic: Option<(&str, &SecretString)>,
    ) -> Result<T, OidcError> {
        let mut request = self.0.post(url)?.form(form);
        if let Some((id, secret)) = basic {
            // RFC 6749, 2.3.1: both are form-encoded first.
            let encode = |text: &str| -> String {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            request = request.basic_auth(encode(id), Some(encode(secret.expose_secret())));
        }
        ask(request).await
    }
}

async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, OidcError> {
    let answer = http::ask(request.header("accept", "application/json")).await?;
    let status = answer.status();
    let body = http::body(answer, LARGEST_ANSWER).await?;
    match status {
        StatusCode::OK => serde_json::from_slice(&body)
            .map_err(|_| OidcError::Misconfigured("its answer cannot be read")),
        StatusCode::BAD_REQUEST => Err(refused(&body)),
        StatusCode::UNAUTHORIZED => Err(OidcError::Misconfigured("client credentials")),
        _ if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(OidcError::Unavailable("it is in trouble"))
        }
        _ => Err(OidcError::Misconfigured("it refuses to answer")),
    }
}

impl From<Unfit> for OidcError {
    fn from(Unfit(word): Unfit) -> Self {
        Self::Misconfigured(word)
    }
}

impl From<NoAnswer> for OidcError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::TimedOut => Self::Unavailable("it takes too long"),
            NoAnswer::NotSent | NoAnswer::Broken => Self::Unavailable("it cannot be reached"),
            NoAnswer::TooLarge => Self::Misconfigured("its answer is too large"),
        }
    }
}

/// What a token endpoint means by 400 (RFC 6749, 5.2).
fn refused(body: &[u8]) -> OidcError {
    let error = serde_json::from_slice::<serde_json::Value>(body).ok();
    let word = error
        .as_ref()
        .and_then(|error| error.get("error")?.as_str());
    match word {
        Some("invalid_grant") => OidcError::Refused("code"),
        Some("invalid_client" | "unauthorized_client") => {
            OidcError::Misconfigured("client credentials")
        }
        _ => OidcError::Misconfigured("it refuses to answer"),
    }
}

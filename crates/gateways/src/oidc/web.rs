//! Asking a provider over HTTP: briefly, without following it elsewhere, and without reading more than fits.

use std::{sync::Arc, time::Duration};

use reqwest::{RequestBuilder, StatusCode, redirect::Policy};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use super::OidcError;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Asks one provider.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    loopback: bool,
}

impl Client {
    pub(super) fn new(issuer: &Url) -> Result<Self, OidcError> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| OidcError::Misconfigured("TLS"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(3))
            .user_agent("front-of-house")
            .build()
            .map_err(|_| OidcError::Misconfigured("TLS"))?;
        let client = Self {
            http,
            loopback: is_loopback(issuer),
        };
        client.allowed(issuer.clone())?;
        Ok(client)
    }

    /// Only HTTPS proves who answers; a provider on this machine may do without.
    pub(super) fn allowed(&self, url: Url) -> Result<Url, OidcError> {
        match url.scheme() {
            "https" => Ok(url),
            "http" if self.loopback && is_loopback(&url) => Ok(url),
            _ => Err(OidcError::Misconfigured("an address without HTTPS")),
        }
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, OidcError> {
        self.ask(self.http.get(self.allowed(url.clone())?)).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        basic: Option<(&str, &SecretString)>,
    ) -> Result<T, OidcError> {
        let mut request = self.http.post(self.allowed(url.clone())?).form(form);
        if let Some((id, secret)) = basic {
            // RFC 6749, 2.3.1: both are form-encoded first.
            let encode = |text: &str| -> String {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            request = request.basic_auth(encode(id), Some(encode(secret.expose_secret())));
        }
        self.ask(request).await
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, OidcError> {
        let mut answer = request
            .header("accept", "application/json")
            .send()
            .await
            .map_err(|error| {
                OidcError::Unavailable(if error.is_timeout() {
                    "it takes too long"
                } else {
                    "it cannot be reached"
                })
            })?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(part) = answer
            .chunk()
            .await
            .map_err(|_| OidcError::Unavailable("its answer broke off"))?
        {
            if body.len() + part.len() > LARGEST_ANSWER {
                return Err(OidcError::Misconfigured("its answer is too large"));
            }
            body.extend_from_slice(&part);
        }
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

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

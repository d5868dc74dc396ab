//! Answers in JSON, and answers that never arrive.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

/// In a response: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lost;

pub(crate) fn json(status: u16, body: &Value) -> Response {
    written(status, body.to_string())
}

/// An answer whose JSON is written already.
pub(crate) fn written(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, body).into_response()
}

/// Everything was done, and nobody hears of it.
pub(crate) fn lost() -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Lost);
    response
}

/// A header's text; empty if there is none.
pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// A text of somebody else's, no longer than so many characters.
pub(crate) fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The longest address, in bytes.
const LONGEST_ADDRESS: usize = 2_048;

/// An address that may be called or visited.
pub(crate) fn web_address(text: &str) -> Option<url::Url> {
    if text.len() > LONGEST_ADDRESS {
        return None;
    }
    let url = url::Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

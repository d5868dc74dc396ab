//! How a change of a stock is sent, by a form or by a script, and how whoever sent it wants to be answered.

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::http::{Form, Json, Problem};

/// A body: a form, or JSON.
pub(super) enum Sent<F, J> {
    Form(F),
    Json(J),
}

impl<F, J, S> FromRequest<S> for Sent<F, J>
where
    F: DeserializeOwned,
    J: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
            Ok(Self::Json(Json::from_request(request, state).await?.0))
        } else {
            Ok(Self::Form(Form::from_request(request, state).await?.0))
        }
    }
}

/// What is wanted for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The row as JSON, as the API gives it.
    Json,
    /// The row as it stands in the list.
    Row,
    /// The page on which the form stood.
    Page,
}

impl Wanted {
    /// By what it accepts, and by whether a browser is on its way to another page (Fetch Metadata).
    pub(super) fn by(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let accepts_json = text("accept").is_some_and(|accept| {
            let mut kinds = accept.split(',');
            kinds
                .any(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json")
        });
        match text("sec-fetch-mode") {
            _ if accepts_json => Self::Json,
            Some(mode) if mode != "navigate" => Self::Row,
            _ => Self::Page,
        }
    }
}

/// A problem as it is, for a script: not drawn as a page.
pub(super) fn as_it_is(problem: Problem) -> Response {
    let mut response = problem.into_response();
    response.extensions_mut().remove::<Problem>();
    response
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn who_asks_for_json_gets_it_and_a_browser_on_its_way_a_page() {
        for (headers, wanted) in [
            (&[][..], Wanted::Page),
            (&[("accept", "text/html,*/*")], Wanted::Page),
            (&[("accept", "application/json")], Wanted::Json),
            (
                &[("accept", "text/html, application/json;q=0.9")],
                Wanted::Json,
            ),
            (&[("accept", "application/jsonp")], Wanted::Page),
            (&[("sec-fetch-mode", "navigate")], Wanted::Page),
            (&[("sec-fetch-mode", "same-origin")], Wanted::Row),
            (
                &[("sec-fetch-mode", "cors"), ("accept", "application/json")],
                Wanted::Json,
            ),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| {
                    (
                        HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    )
                })
                .collect();
            assert_eq!(Wanted::by(&map), wanted, "{headers:?}");
        }
    }
}

//! Errors as the API tells them: problem details (RFC 9457) with a stable code word as `status`.
//!
//! The word stands where the RFC would repeat the number, because the contract says so; the number is
//! the response's own. On pages the same problem is drawn as HTML.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::{StoreError, limits::LimitError, theatre::ManageError, travel::RemoveDistrictError};
use foh_domain::field::FieldError;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value};

/// An error answer.
#[derive(Debug, Clone)]
pub struct Problem {
    code: StatusCode,
    word: &'static str,
    title: &'static str,
    detail: Option<String>,
    faults: Vec<FieldError>,
    more: Map<String, Value>,
    retry_after_seconds: Option<u64>,
    id: Option<String>,
}

impl Problem {
    /// A problem with its HTTP status, its code word and a title in plain words.
    #[must_use]
    pub fn new(code: StatusCode, word: &'static str, title: &'static str) -> Self {
        Self {
            code,
            word,
            title,
            detail: None,
            faults: Vec::new(),
            more: Map::new(),
            retry_after_seconds: None,
            id: None,
        }
    }

    /// 404 with `not_found`.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// 421 with `unknown_host`.
    #[must_use]
    pub fn unknown_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "unknown_host",
            "This address is not served here.",
        )
    }

    /// 403 with `foreign_origin`.
    #[must_use]
    pub fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "This request came from another site and was refused.",
        )
    }

    /// 503 with `stopping`: another node, or this one once it is back, takes the connection.
    #[must_use]
    pub fn stopping() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "stopping",
            "This server is being stopped.",
        )
        .retry_after(1)
    }

    /// 403 with `forbidden`.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Your account does not have this permission.",
        )
    }

    /// 403 with `forged`.
    #[must_use]
    pub fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forged",
            "This is not signed by whom it claims to come from.",
        )
    }

    /// 404 with `invalid_token`.
    #[must_use]
    pub fn invalid_token() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_token",
            "This link or code is not valid.",
        )
    }

    /// 410 with `expired_token`.
    #[must_use]
    pub fn expired_token() -> Self {
        Self::new(
            StatusCode::GONE,
            "expired_token",
            "This link or code has expired.",
        )
    }

    /// 422 with `invalid_fields`.
    #[must_use]
    pub fn fields(faults: Vec<FieldError>) -> Self {
        Self {
            faults,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_fields",
                "Some fields need another look.",
            )
        }
    }

    /// 400 with `malformed_request`.
    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed_request",
            "The request cannot be read.",
        )
        .detail(detail)
    }

    /// 500 with `internal_error`; what went wrong goes to the log, under the id that is told.
    #[must_use]
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "Something went wrong here. Nothing was changed.",
        )
        .identified();
        tracing::error!(request_id = problem.id, %error, "a request failed");
        problem
    }

    fn unavailable(word: &'static str, title: &'static str, seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, word, title)
            .retry_after(seconds)
            .identified()
    }

    /// 429 with `too_many_requests`: not before this time has passed.
    #[must_use]
    pub fn wait(time: SignedDuration) -> Self {
        let seconds = whole_seconds(time);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests.",
        )
        .detail(format!("Please try again in {seconds} seconds."))
        .with("retry_after_seconds", seconds)
        .retry_after(seconds)
    }

    /// Says more, in a sentence that tells what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// Names the field at fault.
    #[must_use]
    pub fn fault(mut self, field: &'static str, message: impl Into<String>) -> Self {
        self.faults.push(FieldError {
            field,
            message: message.into(),
        });
        self
    }

    /// Says when to come again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    fn identified(mut self) -> Self {
        self.id = Some(format!(
            "{:016x}",
            u64::from_be_bytes(foh_app::entropy::bytes())
        ));
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn code(&self) -> StatusCode {
        self.code
    }

    /// The code word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.word
    }

    /// The title with the detail, for a page.
    #[must_use]
    pub fn in_words(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} {detail}", self.title),
            None => self.title.to_owned(),
        }
    }

    /// The fields at fault.
    #[must_use]
    pub fn faults(&self) -> &[FieldError] {
        &self.faults
    }

    /// An extra member, such as `available_seats`.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.more.get(name)
    }

    /// The id to quote, if there is one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The seconds to wait, if the problem passes by itself.
    #[must_use]
    pub fn wait_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(flatten)]
    more: &'a Map<String, Value>,
}

impl Problem {
    /// The document, as JSON.
    pub(super) fn to_bytes(&self) -> Bytes {
        let document = Document {
            r#type: format!("/problems/{}", self.word),
            title: self.title,
            status: self.word,
            detail: self.detail.as_deref(),
            errors: &self.faults,
            request_id: self.id.as_deref(),
            more: &self.more,
        };
        serde_json::to_vec(&document).unwrap_or_default().into()
    }

    /// The headers that belong to it.
    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.code == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"front of house\""),
            );
        }
        headers
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body::from(self.to_bytes());
        let mut response = (self.code, self.headers(), body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Overloaded => Self::unavailable(
                "overloaded",
                "Too much is going on. Please try again in a moment.",
                1,
            ),
            StoreError::Unavailable(_) | StoreError::Full | StoreError::Conflict(_) => {
                let problem = Self::unavailable(
                    "unavailable",
                    "This cannot be done at the moment. Nothing was changed.",
                    5,
                );
                tracing::error!(request_id = problem.id, %error, "the store is not available");
                problem
            }
            StoreError::Unknown(_) => {
                let problem = Self::unavailable(
                    "outcome_unknown",
                    "It is not known whether this was done. Please look before you try again.",
                    5,
                );
                tracing::error!(request_id = problem.id, %error, "the outcome of a commit is unknown");
                problem
            }
            _ => Self::internal(&error),
        }
    }
}

/// Whole seconds, rounded up: who waits so long is admitted.
pub(crate) fn whole_seconds(wait: SignedDuration) -> u64 {
    let up = i64::from(wait.subsec_nanos() > 0);
    u64::try_from(wait.as_secs() + up).unwrap_or(1).max(1)
}

impl From<LimitError> for Problem {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Exceeded(wait) => Self::wait(wait),
            LimitError::Store(error) => error.into(),
        }
    }
}

impl From<ManageError> for Problem {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Unknown => Self::not_found(),
            ManageError::Faults(faults) => Self::fields(faults),
            ManageError::Taken(field) => Self::new(
                StatusCode::CONFLICT,
                "already_in_use",
                "This is in use already.",
            )
            .fault(field, "This is in use already: please choose another."),
            ManageError::PlacesTaken => Self::new(
                StatusCode::CONFLICT,
                "places_taken",
                "More places are taken than there would be.",
            )
            .fault(
                "manually_occupied_places",
                "More places are taken than there would be.",
            ),
            ManageError::Store(error) => error.into(),
        }
    }
}

impl From<RemoveDistrictError> for Problem {
    fn from(error: RemoveDistrictError) -> Self {
        match error {
            RemoveDistrictError::Unknown => Self::not_found(),
            RemoveDistrictError::InUse => Self::new(
                StatusCode::CONFLICT,
                "district_in_use",
                "A route begins or ends there.",
            ),
            RemoveDistrictError::Store(error) => error.into(),
        }
    }
}

//! Reading bodies and queries: whatever cannot be read is told with the field it is about.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use foh_domain::field::FieldError;
use serde::de::DeserializeOwned;

use super::Problem;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let is_json = kind.is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
        });
        if !is_json {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be JSON.",
            )
            .detail("Send Content-Type: application/json."));
        }
        let bytes = bytes(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // Only who made a mistake pays for finding where it is. What is right up to its end has
            // something after it.
            let mut reader = serde_json::Deserializer::from_slice(&bytes);
            match serde_path_to_error::deserialize::<_, T>(&mut reader) {
                Ok(_) => unreadable("", &error.to_string()),
                Err(error) => unreadable(&error.path().to_string(), &error.inner().to_string()),
            }
        })
    }
}

/// A JSON body that may be left out: then it is what its type usually is.
#[derive(Debug)]
pub struct MaybeJson<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = bytes(Request::from_parts(parts.clone(), body), state).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}

/// Whether the body is said to be of one of these types.
fn is_of(request: &Request, taken: &[&str]) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            taken.iter().any(|taken| kind.eq_ignore_ascii_case(taken))
        })
}

/// A picture as it is, of a type that is taken for one; whether it is one is seen later.
#[derive(Debug)]
pub struct Picture(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Picture {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_of(&request, &["image/jpeg", "image/png"]) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be a JPEG or PNG picture.",
            )
            .detail("Send Content-Type: image/jpeg or image/png."));
        }
        bytes(request, state).await.map(Self)
    }
}

/// A file of comma-separated values as it is; whether it can be read is seen later.
#[derive(Debug)]
pub struct CsvFile(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for CsvFile {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_of(&request, &["text/csv"]) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be comma-separated values.",
            )
            .detail("Send Content-Type: text/csv."));
        }
        bytes(request, state).await.map(Self)
    }
}

/// A body as it is, for whoever verifies it before it is read.
#[derive(Debug)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        bytes(request, state).await.map(Self)
    }
}

/// A form as browsers post it.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let axum::Form(value) =
            axum::Form::from_request(request, state)
                .await
                .map_err(|rejection| {
                    let problem = unreadable("", &rejection.body_text());
                    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                        too_large()
                    } else {
                        problem
                    }
                })?;
        Ok(Self(value))
    }
}

/// What stands in the address where its pattern has a name. What cannot be read names nothing.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::not_found())
    }
}

/// The query of the address.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| unreadable("", &rejection.body_text()))
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                Problem::malformed("The body was not received whole.")
            }
        })
}

/// 413 with `too_large`.
#[must_use]
pub fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "The request is too large.",
    )
}

/// A reading error with the field it is about: from the path, or from the words of serde.
fn unreadable(path: &str, words: &str) -> Problem {
    let quoted = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|start| {
            words
                .split_once(start)?
                .1
                .split_once('`')
                .map(|(name, _)| name)
        });
    let field = quoted.unwrap_or(if path == "." { "" } else { path });
    let message = if words.contains("missing field") {
        "This field is missing.".to_owned()
    } else if words.contains("unknown field") {
        "There is no such field.".to_owned()
    } else {
        // The value itself is left out: it may be personal.
        "This cannot be read as what is expected here.".to_owned()
    };
    let problem = Problem::malformed(if field.is_empty() {
        "The request is not well-formed.".to_owned()
    } else {
        format!("{field}: {message}")
    });
    if field.is_empty() {
        problem
    } else {
        problem.with(
            "errors",
            serde_json::json!([{ "field": field, "message": message }]),
        )
    }
}

/// Faults of fields that a handler finds by itself.
impl From<Vec<FieldError>> for Problem {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::fields(faults)
    }
}

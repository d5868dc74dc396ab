//! Links that sign the user of a location in.

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Web,
    api::performances::id_of,
    http::{Confirmed, Path, Problem},
};

/// A link that was made, with the only copy of its address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarLoginLink {
    /// What the user of the location opens.
    #[schema(example = "https://tickets.example.org/sign-in/link?token=AZ3q")]
    url: String,
    /// When it stops working.
    #[schema(example = "2026-11-28T20:30:00Z")]
    expires_at: String,
}

/// Makes a link that signs the user of a location in, once, and leads there. Links made before work no more. Whoever asks by session must have given
/// the password within ten minutes.
#[utoipa::path(post, path = "/api/bar/locations/{id}/login-link", tag = "bar", params(("id" = Uuid, Path)), responses((status = 201, body = BarLoginLink)))]
pub(crate) async fn create(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let made = web.house.make_login_link(id_of(&id)?).await?;
    let answer = BarLoginLink {
        url: made.url.expose_secret().to_owned(),
        expires_at: made.expires_at.to_string(),
    };
    let kept_nowhere = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, kept_nowhere, Answer(answer)))
}

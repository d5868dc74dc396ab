//! E-mails that could not be delivered.

use axum::{Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Web,
    api::{listing::Page, performances::id_of},
    http::{Path, Problem},
};

/// An e-mail that is parked after too many attempts, or because the other side refused it for good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParkedMail {
    id: Uuid,
    #[schema(example = "ticket")]
    kind: String,
    /// What it is about.
    reservation_id: Uuid,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    #[schema(example = 16)]
    attempts: u32,
    /// Why the last attempt failed, without personal data.
    reason: Option<String>,
}

/// An e-mail that is on its way (again).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueuedMail {
    #[schema(example = "queued")]
    status: &'static str,
}

impl QueuedMail {
    /// The answer for one e-mail.
    pub(super) fn answer() -> Answer<Self> {
        Answer(Self { status: "queued" })
    }
}

/// Parked e-mails, the oldest first, at most 200.
#[utoipa::path(get, path = "/api/admin/outbox", tag = "administration", responses((status = 200, body = Page<ParkedMail>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn parked(State(web): State<Web>) -> Result<Answer<Page<ParkedMail>>, Problem> {
    let found = web.house.parked_mails(200).await?;
    let items = found
        .into_iter()
        .map(|entry| ParkedMail {
            id: entry.id,
            kind: entry.kind,
            reservation_id: entry.subject_id,
            created_at: entry.created_at.to_string(),
            attempts: entry.attempts,
            reason: entry.last_error,
        })
        .collect();
    Ok(Answer(Page { items, next: None }))
}

/// Tries a parked e-mail again.
#[utoipa::path(post, path = "/api/admin/outbox/{id}/retry", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = QueuedMail)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn retry(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<QueuedMail>, Problem> {
    if web.house.retry_mail(id_of(&id)?).await? {
        Ok(QueuedMail::answer())
    } else {
        Err(Problem::not_found())
    }
}

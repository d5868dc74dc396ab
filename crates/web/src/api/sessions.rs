//! One's own sessions, and the password given again.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::identity::{Proof, Proven};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{listing::Page, performances::id_of};
use crate::{
    Web,
    http::{Json, Path, Problem, SignedIn, Visitor, session_required},
};

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    id: Uuid,
    /// The device in coarse words.
    #[schema(example = "Firefox on Android")]
    device: String,
    /// Whether it is the one that asks.
    this: bool,
    /// When it began.
    #[schema(example = "2026-11-28T09:00:00Z")]
    created_at: String,
    /// When it was last used, within minutes.
    #[schema(example = "2026-11-28T12:00:00Z")]
    used_at: String,
    /// When the password, or what stands for it, was last given.
    #[schema(example = "2026-11-28T09:00:00Z")]
    confirmed_at: String,
    /// When it ends, whatever happens in it.
    #[schema(example = "2026-12-05T09:00:00Z")]
    expires_at: String,
}

/// How many sessions ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ended {
    #[schema(example = 2)]
    ended: u64,
}

/// The sessions of whoever asks, the last used first, at most 100.
#[utoipa::path(get, path = "/api/account/sessions", tag = "accounts", responses((status = 200, body = Page<Session>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<Page<Session>>, Problem> {
    let this = staff.session.map(|session| session.id);
    let sessions = web.house.sessions(staff.id).await?.into_iter();
    let items = sessions
        .map(|session| Session {
            id: session.id,
            device: session.device,
            this: Some(session.id) == this,
            created_at: session.created_at.to_string(),
            used_at: session.used_at.to_string(),
            confirmed_at: session.confirmed_at.to_string(),
            expires_at: session.expires_at.to_string(),
        })
        .collect();
    Ok(Answer(Page { items, next: None }))
}

/// Ends all sessions of whoever asks, except the one that asks.
#[utoipa::path(delete, path = "/api/account/sessions", tag = "accounts", responses((status = 200, body = Ended)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn end_others(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<Ended>, Problem> {
    let kept = staff.session.map(|session| session.id);
    let ended = web.house.end_other_sessions(staff.id, kept).await?;
    Ok(Answer(Ended { ended }))
}

/// Ends one session of whoever asks.
#[utoipa::path(delete, path = "/api/account/sessions/{id}", tag = "accounts", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn end(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if web.house.end_session(staff.id, id_of(&id)?).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}

/// What shows that it is still the same person: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// The password.
    #[schema(example = "vermilion otter cabinet")]
    password: Option<String>,
    /// A code of the second factor, of an account without a password.
    #[schema(example = "287082")]
    code: Option<String>,
}

/// Gives the password again, in a session: what asks for it works for 10 minutes then.
#[utoipa::path(post, path = "/api/account/confirm-password", tag = "accounts", request_body = Confirmation, responses((status = 204)))]
pub(crate) async fn confirm(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    visitor: Visitor,
    Json(body): Json<Confirmation>,
) -> Result<StatusCode, Problem> {
    let session = staff.session.ok_or_else(session_required)?;
    let (field, proof) = match (body.password, body.code) {
        (Some(password), None) => ("password", Proof::Password(password.into())),
        (None, Some(code)) => ("code", Proof::Code(code)),
        _ => {
            return Err(Problem::malformed(
                "Give the password, or a code, and not both.",
            ));
        }
    };
    let proven = web
        .house
        .confirm_session((staff.id, session.id), proof, visitor.visit());
    match proven.await? {
        Proven::Yes => Ok(StatusCode::NO_CONTENT),
        Proven::No => Err(Problem::fields(Vec::new()).fault(field, "This is not right.")),
        Proven::Locked { retry_after } => Err(Problem::wait(retry_after)),
    }
}

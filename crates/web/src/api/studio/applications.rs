//! Who holds sessions, and who wants to: administrators decide.

use axum::{Json as Answer, extract::State};
use foh_app::studio::FacilitatorItem;
use foh_domain::{identity::PersonName, studio::FacilitatorState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    api::{
        listing::{Page, cursor, page, size},
        performances::id_of,
    },
    http::{Confirmed, Path, Problem, Query},
};

/// Which applicants.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApplicationsQuery {
    /// `applied`, which it usually is, `approved` or `refused`.
    state: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// A facilitator, or somebody who wants to be one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Applicant {
    /// Their account.
    id: Uuid,
    #[schema(example = "Gioia Ferri")]
    name: Option<String>,
    #[schema(example = "Has taught breathing for twenty years.")]
    bio: String,
    #[schema(example = "Breathing, yoga nidra")]
    specialization: String,
    /// `applied`, `approved` or `refused`.
    #[schema(example = "applied")]
    state: &'static str,
    /// Whether they hold sessions now: their account may be switched off, or have another role.
    holds_sessions: bool,
    #[schema(example = "2026-11-20T09:30:00Z")]
    applied_at: String,
    decided_at: Option<String>,
}

impl From<FacilitatorItem> for Applicant {
    fn from(item: FacilitatorItem) -> Self {
        let name = item.person.name.as_ref();
        Self {
            id: item.person.id,
            name: name.map(PersonName::expose).map(Into::into),
            bio: item.profile.bio,
            specialization: item.profile.specialization,
            state: item.state.as_str(),
            holds_sessions: item.holds_sessions,
            applied_at: item.applied_at.to_string(),
            decided_at: item.decided_at.map(|at| at.to_string()),
        }
    }
}

/// Who has applied to hold sessions, who was approved, who was refused.
#[utoipa::path(get, path = "/api/admin/facilitators", tag = "studio", params(ApplicationsQuery), responses((status = 200, body = Page<Applicant>)))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<ApplicationsQuery>,
) -> Result<Answer<Page<Applicant>>, Problem> {
    let word = query.state.as_deref().unwrap_or("applied");
    let state = FacilitatorState::parse(word).ok_or_else(|| {
        let message = "This is applied, approved or refused.";
        Problem::malformed(format!("state: {message}")).fault("state", message)
    })?;
    let (after, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.facilitators(state, after, size + 1).await?;
    let cursor = |item: &FacilitatorItem| item.person.id.to_string();
    Ok(Answer(page(found, size, cursor, Applicant::from)))
}

/// Lets a member hold sessions; they are told.
#[utoipa::path(post, path = "/api/admin/facilitators/{id}/approve", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Applicant)))]
pub(crate) async fn approve(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<Answer<Applicant>, Problem> {
    decide(&web, &id, true).await
}

/// Refuses an application; they are told, and may apply again.
#[utoipa::path(post, path = "/api/admin/facilitators/{id}/refuse", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Applicant)))]
pub(crate) async fn refuse(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<Answer<Applicant>, Problem> {
    decide(&web, &id, false).await
}

async fn decide(web: &Web, id: &str, approved: bool) -> Result<Answer<Applicant>, Problem> {
    let id = id_of(id)?;
    web.house.decide_on_facilitator(id, approved).await?;
    let found = web.house.facilitator_of(id).await?;
    found
        .map(|item| Answer(item.into()))
        .ok_or_else(Problem::not_found)
}

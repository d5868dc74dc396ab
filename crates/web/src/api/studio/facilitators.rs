//! How facilitators present themselves, and members who want to be some.

use axum::{Json as Answer, extract::State};
use foh_app::{identity::Application, studio};
use foh_domain::{
    field::{Faults, FieldError},
    identity::PersonName,
    limits::Limit,
    studio::Facilitator,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::admit;
use crate::{
    Web,
    api::performances::id_of,
    http::{Json, Path, Problem, SignedIn},
};

/// What somebody says about themselves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Presentation {
    /// At most 2,000 characters; may be empty.
    #[schema(example = "Has taught breathing for twenty years.")]
    bio: String,
    /// At most 120 characters; may be empty.
    #[schema(example = "Breathing, yoga nidra")]
    specialization: String,
}

impl Presentation {
    fn parse(&self) -> Result<Facilitator, Vec<FieldError>> {
        Facilitator::parse(&self.bio, &self.specialization)
    }
}

/// Somebody who holds sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicFacilitator {
    id: Uuid,
    #[schema(example = "Gioia Ferri")]
    name: Option<String>,
    #[schema(example = "Has taught breathing for twenty years.")]
    bio: String,
    #[schema(example = "Breathing, yoga nidra")]
    specialization: String,
}

/// How it stands with holding sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FacilitatorStanding {
    /// `applied`, `approved` or `refused`; null for whoever has not applied.
    #[schema(example = "applied")]
    state: Option<&'static str>,
    #[schema(example = "Has taught breathing for twenty years.")]
    bio: String,
    #[schema(example = "Breathing, yoga nidra")]
    specialization: String,
    /// When the application was filed.
    #[schema(example = "2026-11-20T09:30:00Z")]
    applied_at: Option<String>,
    /// When it was decided.
    decided_at: Option<String>,
}

impl From<studio::PublicFacilitator> for PublicFacilitator {
    fn from(item: studio::PublicFacilitator) -> Self {
        let name = item.person.name.as_ref();
        Self {
            id: item.person.id,
            name: name.map(PersonName::expose).map(Into::into),
            bio: item.profile.bio,
            specialization: item.profile.specialization,
        }
    }
}

/// Somebody who holds sessions; theirs are listed by `GET /api/sessions?facilitator_id=`.
#[utoipa::path(get, path = "/api/facilitators/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = PublicFacilitator)))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<PublicFacilitator>, Problem> {
    let found = web.house.public_facilitator(id_of(&id)?).await?;
    let item = found.ok_or_else(Problem::not_found)?;
    Ok(Answer(item.into()))
}

async fn standing(web: &Web, id: Uuid) -> Result<Answer<FacilitatorStanding>, Problem> {
    let found = web.house.facilitator_of(id).await?;
    let (state, applied_at, decided_at) = found.as_ref().map_or((None, None, None), |item| {
        let decided_at = item.decided_at.map(|at| at.to_string());
        let applied_at = item.applied_at.to_string();
        (Some(item.state.as_str()), Some(applied_at), decided_at)
    });
    let profile = found.map(|item| item.profile).unwrap_or_default();
    Ok(Answer(FacilitatorStanding {
        state,
        bio: profile.bio,
        specialization: profile.specialization,
        applied_at,
        decided_at,
    }))
}

/// How it stands with whoever asks and holding sessions.
#[utoipa::path(get, path = "/api/account/facilitator", tag = "studio", responses((status = 200, body = FacilitatorStanding)))]
pub(crate) async fn application(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<FacilitatorStanding>, Problem> {
    standing(&web, staff.id).await
}

/// Applies to hold sessions. An administrator decides, unless the house lets everybody; applying again replaces what was said.
#[utoipa::path(post, path = "/api/account/facilitator", tag = "studio", request_body = Presentation, responses((status = 200, body = FacilitatorStanding)))]
pub(crate) async fn apply(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<Presentation>,
) -> Result<Answer<FacilitatorStanding>, Problem> {
    let profile = body.parse()?;
    admit(&web, Limit::FacilitatorApply, &staff).await?;
    web.house.apply_as_facilitator(staff.id, &profile).await?;
    standing(&web, staff.id).await
}

/// How whoever asks presents themselves.
#[utoipa::path(get, path = "/api/facilitator/profile", tag = "studio", responses((status = 200, body = FacilitatorStanding)))]
pub(crate) async fn profile(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<FacilitatorStanding>, Problem> {
    standing(&web, staff.id).await
}

/// Replaces how whoever asks presents themselves.
#[utoipa::path(put, path = "/api/facilitator/profile", tag = "studio", request_body = Presentation, responses((status = 200, body = FacilitatorStanding)))]
pub(crate) async fn present(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<Presentation>,
) -> Result<Answer<FacilitatorStanding>, Problem> {
    let profile = body.parse()?;
    web.house.present_facilitator(staff.id, &profile).await?;
    standing(&web, staff.id).await
}

/// What whoever registers in this role applies for. Nobody gives themselves any role: `facilitator` files an application.
pub(in crate::api) fn application_of<'a>(
    role: Option<&str>,
    bio: Option<&'a str>,
    specialization: Option<&'a str>,
) -> Result<Option<Application<'a>>, Vec<FieldError>> {
    let mut faults = Faults::default();
    match role {
        Some("facilitator") => {
            return Ok(Some(Application {
                bio: bio.unwrap_or_default(),
                specialization: specialization.unwrap_or_default(),
            }));
        }
        None | Some("user" | "member") => {}
        Some(_) => faults.add("role", "This is user or facilitator."),
    }
    for (field, given) in [("bio", bio), ("specialization", specialization)] {
        if given.is_some() {
            faults.add(
                field,
                "Only facilitators have this: give role as facilitator.",
            );
        }
    }
    faults.finish().map(|()| None)
}

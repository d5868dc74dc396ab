//! Door links: a helper without an account scans for one performance, for a while.

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foh_app::theatre::{DoorLinkError, DoorLinkItem, MadeDoorLink, NewDoorLink, QrCode};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Web,
    api::{listing::Page, performances::id_of},
    http::{Confirmed, Json, Path, Problem},
};

/// A link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DoorLinkBody {
    /// Whom it is for.
    #[schema(example = "Toni at the side door")]
    name: String,
    /// When it stops working, within 7 days; two hours after the planned end if not given.
    #[schema(value_type = Option<String>, example = "2026-11-28T23:30:00Z")]
    valid_until: Option<Timestamp>,
}

/// A link as it is listed: its address is never told again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoorLink {
    id: Uuid,
    /// Whom it is for.
    #[schema(example = "Toni at the side door")]
    name: Option<String>,
    /// `working`, `expired` or `revoked`.
    #[schema(example = "working")]
    state: &'static str,
    #[schema(example = "2026-11-28T12:00:00Z")]
    created_at: String,
    #[schema(example = "2026-11-28T23:30:00Z")]
    valid_until: String,
}

/// A link with its address, told this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewDoorLinkAddress {
    id: Uuid,
    performance_id: Uuid,
    /// To be opened on the helper's phone.
    #[schema(
        example = "https://tickets.example.org/door-link?token=AZS3gS1Kd4uYl0pXc2V0b2tlbi1vZi10aGUtZG9vci1saW5rLWV4YW1wbGU"
    )]
    url: String,
    /// The same as a picture to scan.
    #[schema(example = "data:image/png;base64,iVBORw0KGgo")]
    qr_code_image: String,
    #[schema(example = "2026-11-28T23:30:00Z")]
    valid_until: String,
}

/// A link that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevokedDoorLink {
    #[schema(example = "revoked")]
    status: &'static str,
    performance_id: Uuid,
}

impl From<DoorLinkItem> for DoorLink {
    fn from(item: DoorLinkItem) -> Self {
        Self {
            id: item.id,
            name: item.name.map(|name| name.expose().to_owned()),
            state: item.state.as_str(),
            created_at: item.created_at.to_string(),
            valid_until: item.expires_at.to_string(),
        }
    }
}

/// What nobody keeps: the only answer with the address.
fn told(status: StatusCode, made: &MadeDoorLink) -> Result<impl IntoResponse + use<>, Problem> {
    let code = QrCode::draw(made.url.clone())?;
    let mut qr_code_image = "data:image/png;base64,".to_owned();
    STANDARD.encode_string(code.png()?, &mut qr_code_image);
    let answer = NewDoorLinkAddress {
        id: made.id,
        performance_id: made.performance_id,
        url: made.url.expose_secret().to_owned(),
        qr_code_image,
        valid_until: made.expires_at.to_string(),
    };
    Ok((
        status,
        [(header::CACHE_CONTROL, "no-store")],
        Answer(answer),
    ))
}

/// The door links of a performance, the newest first, at most 200.
#[utoipa::path(get, path = "/api/admin/performances/{id}/door-links", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = Page<DoorLink>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Page<DoorLink>>, Problem> {
    let id = id_of(&id)?;
    if web.house.performance(id).await?.is_none() {
        return Err(Problem::not_found());
    }
    let links = web.house.door_links(id).await?;
    let items = links.into_iter().map(DoorLink::from).collect();
    Ok(Answer(Page { items, next: None }))
}

/// Makes a door link. Whoever opens it scans for this performance, and sees nothing else, until it ends.
#[utoipa::path(post, path = "/api/admin/performances/{id}/door-links", tag = "administration", params(("id" = Uuid, Path)), request_body = DoorLinkBody, responses((status = 201, body = NewDoorLinkAddress)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Path(id): Path<String>,
    Json(body): Json<DoorLinkBody>,
) -> Result<impl IntoResponse, Problem> {
    let new = NewDoorLink {
        performance_id: id_of(&id)?,
        name: &body.name,
        valid_until: body.valid_until,
        by: staff.id,
    };
    let made = web.house.make_door_link(web.house.new_form_key(), new);
    told(StatusCode::CREATED, &made.await?)
}

/// Gives a door link a new address: the former works no more, and whoever was signed in by it is signed out.
#[utoipa::path(post, path = "/api/admin/door-links/{id}/renew", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = NewDoorLinkAddress)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn renew(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    told(
        StatusCode::OK,
        &web.house.renew_door_link(id_of(&id)?).await?,
    )
}

/// Takes a door link back: whoever was signed in by it is signed out at once.
#[utoipa::path(delete, path = "/api/admin/door-links/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = RevokedDoorLink)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn revoke(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<RevokedDoorLink>, Problem> {
    let performance_id = web.house.revoke_door_link(id_of(&id)?).await?;
    Ok(Answer(RevokedDoorLink {
        status: "revoked",
        performance_id,
    }))
}

impl From<DoorLinkError> for Problem {
    fn from(error: DoorLinkError) -> Self {
        let conflict = |word, title| Self::new(StatusCode::CONFLICT, word, title);
        match error {
            DoorLinkError::Faults(faults) => Self::fields(faults),
            DoorLinkError::Unknown => Self::not_found(),
            DoorLinkError::TooMany => conflict(
                "too_many_door_links",
                "As many door links of this performance work as can be.",
            )
            .detail("Revoke one that is not needed."),
            DoorLinkError::MadeBefore => {
                conflict("made_before", "This form has made a door link already.")
            }
            DoorLinkError::Ended => Self::new(
                StatusCode::GONE,
                "door_link_ended",
                "This door link has ended.",
            )
            .detail("Ask for a new one."),
            DoorLinkError::Seal(error) => Self::internal(&error),
            DoorLinkError::Store(error) => error.into(),
        }
    }
}

//! A location with who works there.

use axum::{Json as Answer, extract::State};
use foh_app::{bar::LocationUser, identity::AdministerError};
use foh_domain::{bar::Location, identity::PersonName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::LocationBody;
use crate::{
    Web,
    api::{
        admin::body::{Body, Item},
        performances::id_of,
    },
    http::{Confirmed, Json, Path, Problem},
};

/// Who works at a location.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocationUserAnswer {
    /// The id of the account.
    id: Uuid,
    /// The person's name; null when it is sealed by a key that is not there.
    #[schema(example = "Bruno Conti")]
    name: Option<String>,
    /// `invited`, `active` or `inactive`.
    #[schema(example = "active")]
    state: &'static str,
}

impl From<LocationUser> for LocationUserAnswer {
    fn from(user: LocationUser) -> Self {
        Self {
            id: user.id,
            name: user
                .name
                .as_ref()
                .map(PersonName::expose)
                .map(str::to_owned),
            state: user.state.as_str(),
        }
    }
}

/// A location with who works there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocationAnswer {
    #[serde(flatten)]
    location: Item<LocationBody>,
    /// Null when nobody does.
    user: Option<LocationUserAnswer>,
}

/// Who shall work at a location.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationUserBody {
    /// The id of an account with the role `bar_counter`; null for nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    user_id: Option<Uuid>,
}

async fn answer(web: &Web, id: Uuid) -> Result<Answer<LocationAnswer>, Problem> {
    let found = web.house.find::<Location>(id).await?;
    let location = found.ok_or_else(Problem::not_found)?;
    let user = web.house.location_user(id).await?;
    Ok(Answer(LocationAnswer {
        location: Item {
            id,
            fields: LocationBody::of(&location),
        },
        user: user.map(LocationUserAnswer::from),
    }))
}

/// Says who works at a location; of an account that is none of a bar counter, that there is no such one.
///
/// # Errors
/// 404 for a location that is not there, 422 with the field `user_id`, or a fault of the store.
pub(crate) async fn assigned(web: &Web, id: Uuid, user_id: Option<Uuid>) -> Result<(), Problem> {
    let found = web.house.find::<Location>(id).await?;
    found.ok_or_else(Problem::not_found)?;
    match web.house.assign_location_user(id, user_id).await {
        Err(AdministerError::Unknown) => {
            Err(Problem::fields(Vec::new()).fault("user_id", "There is no such bar counter."))
        }
        done => Ok(done?),
    }
}

/// One location, with who works there.
#[utoipa::path(get, path = "/api/admin/bar/locations/{id}", tag = "bar administration", params(("id" = Uuid, Path)), responses((status = 200, body = LocationAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn location(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<LocationAnswer>, Problem> {
    answer(&web, id_of(&id)?).await
}

/// Says who works at a location from now on. Whoever worked there reaches nothing any more, and who worked elsewhere leaves there.
#[utoipa::path(put, path = "/api/admin/bar/locations/{id}/user", tag = "bar administration", params(("id" = Uuid, Path)), request_body = LocationUserBody, responses((status = 200, body = LocationAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn assign_user(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
    Json(body): Json<LocationUserBody>,
) -> Result<Answer<LocationAnswer>, Problem> {
    let id = id_of(&id)?;
    assigned(&web, id, body.user_id).await?;
    answer(&web, id).await
}

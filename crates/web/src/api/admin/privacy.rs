//! What is kept about somebody, in the hands of staff.

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    Web,
    api::PersonalCopy,
    http::{Confirmed, Path, Problem, Query},
};

/// Under which address.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrivacyQuery {
    /// A whole address.
    #[param(example = "ada.rossi@example.org")]
    email: String,
}

/// Everything that is kept under an address. It is written into the audit log.
#[utoipa::path(get, path = "/api/admin/privacy", tag = "administration", params(PrivacyQuery), responses((status = 200, body = PersonalCopy)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn copy_personal_data(
    State(web): State<Web>,
    Query(query): Query<PrivacyQuery>,
) -> Result<Answer<PersonalCopy>, Problem> {
    let data = web.house.personal_data_for_staff(&query.email).await?;
    Ok(Answer(PersonalCopy::from(&data)))
}

/// Erases whose a reservation is. It stays valid.
#[utoipa::path(post, path = "/api/admin/reservations/{id}/erase", tag = "administration", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn erase_reservation(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    web.house.erase_reservation(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases who an account belongs to, with whatever it signs in with. Its reservations are erased one by one, or by their guest.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/erase", tag = "administration", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn erase_account(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    web.house.erase_account(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

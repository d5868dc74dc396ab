//! API tokens of accounts, as administrators look after them.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use foh_app::identity::TokenFor;

use crate::{
    Web,
    api::{
        listing::Page,
        performances::id_of,
        tokens::{ApiToken, MadeToken, NewApiToken, of, told},
    },
    http::{ConfirmedSession, Json, Path, Problem},
};

/// The API tokens of an account: those that work, then those that expired within a month.
#[utoipa::path(get, path = "/api/admin/accounts/{id}/tokens", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = Page<ApiToken>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Page<ApiToken>>, Problem> {
    let id = id_of(&id)?;
    if web.house.account(id).await?.is_none() {
        return Err(Problem::not_found());
    }
    of(&web, id).await
}

/// Makes an API token of a service. Only in a session, whose password was given within 10 minutes; people make their own.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/tokens", tag = "administration", params(("id" = Uuid, Path)), request_body = NewApiToken, responses((status = 201, body = MadeToken)))]
pub(crate) async fn create(
    State(web): State<Web>,
    _person: ConfirmedSession,
    Path(id): Path<String>,
    Json(body): Json<NewApiToken>,
) -> Result<impl IntoResponse, Problem> {
    let made = body.make(&web, TokenFor::Service(id_of(&id)?)).await?;
    Ok(told(&made))
}

/// Revokes an API token of an account: it works no more from its next use on.
#[utoipa::path(delete, path = "/api/admin/accounts/{id}/tokens/{token_id}", tag = "administration", params(("id" = Uuid, Path), ("token_id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn revoke(
    State(web): State<Web>,
    Path((id, token_id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (id, token_id) = (id_of(&id)?, id_of(&token_id)?);
    web.house.revoke_api_token(token_id, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

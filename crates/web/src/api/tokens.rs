//! One's own API tokens.

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use foh_app::identity::{ApiTokenItem, MadeApiToken, TokenFor};
use foh_domain::identity::{Granted, Permission};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{listing::Page, performances::id_of};
use crate::{
    Web,
    http::{ConfirmedSession, Json, Path, Problem, SignedIn},
};

/// An API token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiToken {
    /// What uses it: 1 to 80 characters.
    #[schema(example = "Ticket printer in the foyer")]
    name: String,
    /// What it may do, of what the role of its account carries; left out or null, everything the account may do, now and
    /// later.
    #[schema(example = json!(["box_office", "door"]))]
    permissions: Option<Vec<String>>,
    /// How many days it works: 1 to 365, usually 90.
    #[schema(example = 90)]
    days: Option<i64>,
}

/// An API token. Its text is not told again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiToken {
    id: Uuid,
    /// What uses it.
    #[schema(example = "Ticket printer in the foyer")]
    name: String,
    /// How its text begins, to recognise it by.
    #[schema(example = "foh_AZOx8Lqk7Xq4")]
    beginning: String,
    /// What it may do, as far as the role of its account carries it; null is everything the account may do.
    #[schema(example = json!(["box_office", "door"]))]
    permissions: Option<Vec<&'static str>>,
    /// When it was made.
    #[schema(example = "2026-11-28T09:00:00Z")]
    created_at: String,
    /// When it stops working.
    #[schema(example = "2027-02-26T09:00:00Z")]
    expires_at: String,
    /// When it was last used, within five minutes; null for never.
    #[schema(example = "2026-11-28T12:00:00Z")]
    used_at: Option<String>,
    /// Whether it has stopped working.
    expired: bool,
}

/// A fresh API token, with its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeToken {
    id: Uuid,
    /// For `Authorization: Bearer`, or as the password of HTTP Basic. Told this once.
    #[schema(example = "foh_AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    token: String,
    /// What uses it.
    #[schema(example = "Ticket printer in the foyer")]
    name: String,
    /// When it stops working.
    #[schema(example = "2027-02-26T09:00:00Z")]
    expires_at: String,
}

impl From<ApiTokenItem> for ApiToken {
    fn from(item: ApiTokenItem) -> Self {
        Self {
            id: item.id,
            name: item.name,
            beginning: item.beginning,
            permissions: match item.granted {
                Granted::Everything => None,
                Granted::Only(some) => Some(some.iter().map(Permission::as_str).collect()),
            },
            created_at: item.created_at.to_string(),
            expires_at: item.expires_at.to_string(),
            used_at: item.used_at.map(|at| at.to_string()),
            expired: item.expired,
        }
    }
}

impl NewApiToken {
    /// Makes it.
    pub(super) async fn make(&self, web: &Web, of: TokenFor) -> Result<MadeApiToken, Problem> {
        let permissions = self.permissions.as_ref();
        let new = foh_app::identity::NewApiToken {
            name: &self.name,
            permissions: permissions.map(|words| words.iter().map(String::as_str).collect()),
            days: self.days,
        };
        let key = web.house.new_form_key();
        Ok(web.house.make_api_token(key, of, new).await?)
    }
}

/// The only answer with the text, which nobody keeps.
pub(super) fn told(made: &MadeApiToken) -> impl IntoResponse + use<> {
    let answer = MadeToken {
        id: made.id,
        token: made.text.expose_secret().to_owned(),
        name: made.name.clone(),
        expires_at: made.expires_at.to_string(),
    };
    let kept_nowhere = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::CREATED, kept_nowhere, Answer(answer))
}

/// The API tokens of an account.
pub(super) async fn of(web: &Web, user_id: Uuid) -> Result<Answer<Page<ApiToken>>, Problem> {
    let tokens = web.house.api_tokens(user_id).await?;
    let items = tokens.into_iter().map(ApiToken::from).collect();
    Ok(Answer(Page { items, next: None }))
}

/// The API tokens of whoever asks: those that work, then those that expired within a month.
#[utoipa::path(get, path = "/api/account/tokens", tag = "accounts", responses((status = 200, body = Page<ApiToken>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<Page<ApiToken>>, Problem> {
    of(&web, staff.id).await
}

/// Makes an API token of whoever asks. Only in a session, whose password was given within 10 minutes: no token makes tokens.
#[utoipa::path(post, path = "/api/account/tokens", tag = "accounts", request_body = NewApiToken, responses((status = 201, body = MadeToken)))]
pub(crate) async fn create(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    Json(body): Json<NewApiToken>,
) -> Result<impl IntoResponse, Problem> {
    let made = body.make(&web, TokenFor::Oneself(staff.id)).await?;
    Ok(told(&made))
}

/// Revokes an API token of whoever asks: it works no more from its next use on. No API token revokes tokens.
#[utoipa::path(delete, path = "/api/account/tokens/{id}", tag = "accounts", params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn revoke(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id_of(&id)?;
    web.house.revoke_api_token(id, Some(staff.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

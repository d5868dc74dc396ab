//! Accounts, as administrators look after them.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::identity::{AccountDetail, AccountSearch, Duty, Invitation};
use foh_domain::identity::{AccountState, Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::Created;
use crate::{
    Web,
    api::{
        account::{Account, Queued, queued},
        listing::{Page, cursor, search, size},
        performances::id_of,
    },
    http::{Confirmed, Json, Path, Problem, Query},
};

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountsQuery {
    /// A part of the name, or a whole e-mail address.
    #[serde(default)]
    q: String,
    /// Only of this role.
    role: Option<String>,
    /// Only those that are `invited`, `active` or `inactive`.
    state: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// An account with its scope.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManagedAccount {
    #[serde(flatten)]
    account: Account,
    /// What a scoped role reaches: ids of routes or locations.
    scopes: Vec<Uuid>,
}

impl From<&AccountDetail> for ManagedAccount {
    fn from(detail: &AccountDetail) -> Self {
        Self {
            account: Account::from(&detail.account),
            scopes: detail.scopes.clone(),
        }
    }
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    /// The person's name.
    #[schema(example = "Noor Example")]
    name: String,
    /// The address the link goes to.
    #[schema(example = "noor@example.org")]
    email: String,
    /// What they will do.
    #[schema(example = "box_office")]
    role: String,
    /// What a scoped role reaches: ids of routes or locations.
    #[serde(default)]
    scopes: Vec<Uuid>,
}

/// A change of what an account may do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyPatch {
    /// What it is to do; left out, it stays.
    #[schema(example = "travel_operator")]
    role: Option<String>,
    /// What it is to reach; left out, it stays, unless the new role has no scope.
    scopes: Option<Vec<Uuid>>,
}

fn role(text: &str) -> Result<Role, Problem> {
    Role::parse(text).ok_or_else(|| unknown("role", "There is no such role."))
}

fn unknown(field: &'static str, message: &str) -> Problem {
    Problem::malformed(format!("{field}: {message}")).fault(field, message)
}

async fn detail(web: &Web, id: Uuid) -> Result<Answer<ManagedAccount>, Problem> {
    let found = web.house.account(id).await?;
    let detail = found.ok_or_else(Problem::not_found)?;
    Ok(Answer(ManagedAccount::from(&detail)))
}

/// Accounts, the newest first.
#[utoipa::path(get, path = "/api/admin/accounts", tag = "administration", params(AccountsQuery), responses((status = 200, body = Page<Account>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<AccountsQuery>,
) -> Result<Answer<Page<Account>>, Problem> {
    let state = |word: String| {
        AccountState::parse(&word).ok_or_else(|| unknown("state", "There is no such state."))
    };
    let wanted = AccountSearch {
        text: search(query.q)?,
        role: query.role.as_deref().map(role).transpose()?,
        state: query.state.map(state).transpose()?,
        after: cursor(query.after.as_deref())?,
        limit: size(query.limit)?,
    };
    let page = web.house.accounts(wanted).await?;
    Ok(Answer(Page {
        items: page.items.iter().map(Account::from).collect(),
        next: page.next.map(|id| id.to_string()),
    }))
}

/// Invites somebody: makes an account that can do nothing until its person sets a password. A service is active at once,
/// gets no mail, and asks with API tokens.
#[utoipa::path(post, path = "/api/admin/accounts", tag = "administration", request_body = NewInvitation, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn invite(
    State(web): State<Web>,
    _: Confirmed,
    Json(body): Json<NewInvitation>,
) -> Result<Response, Problem> {
    let invitation = Invitation {
        email: &body.email,
        name: &body.name,
        duty: Duty {
            role: role(&body.role)?,
            scopes: body.scopes,
        },
    };
    let id = web.house.invite(invitation).await?;
    Ok((StatusCode::CREATED, Answer(Created { id })).into_response())
}

/// One account.
#[utoipa::path(get, path = "/api/admin/accounts/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedAccount)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ManagedAccount>, Problem> {
    detail(&web, id_of(&id)?).await
}

/// Changes role and scope; counts from the account's next request on.
#[utoipa::path(patch, path = "/api/admin/accounts/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body = DutyPatch, responses((status = 200, body = ManagedAccount)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
    Json(patch): Json<DutyPatch>,
) -> Result<Answer<ManagedAccount>, Problem> {
    let id = id_of(&id)?;
    let found = web.house.account(id).await?;
    let former = found.ok_or_else(Problem::not_found)?;
    let role = match patch.role {
        Some(word) => role(&word)?,
        None => former.account.role,
    };
    let scopes = match patch.scopes {
        Some(scopes) => scopes,
        None if role.is_scoped() => former.scopes,
        None => Vec::new(),
    };
    web.house.change_duty(id, Duty { role, scopes }).await?;
    detail(&web, id).await
}

/// Switches an account off: sessions, tokens and links end at once.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/deactivate", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedAccount)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn deactivate(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<Answer<ManagedAccount>, Problem> {
    let id = id_of(&id)?;
    web.house.deactivate(id).await?;
    detail(&web, id).await
}

/// Switches an account on again; tokens and links do not come back.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/reactivate", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedAccount)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn reactivate(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<Answer<ManagedAccount>, Problem> {
    let id = id_of(&id)?;
    web.house.reactivate(id).await?;
    detail(&web, id).await
}

/// Signs an account out everywhere; its API tokens stay.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/end-sessions", tag = "administration", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn end_sessions(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    web.house.end_sessions(id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an account a link to set a new password.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/password-reset", tag = "administration", params(("id" = Uuid, Path)), responses((status = 202, body = Queued)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn send_reset(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    web.house.send_password_reset(id_of(&id)?).await?;
    Ok(queued())
}

/// Sends an invitation again; the link that was sent before works no more.
#[utoipa::path(post, path = "/api/admin/accounts/{id}/invitation", tag = "administration", params(("id" = Uuid, Path)), responses((status = 202, body = Queued)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn invite_again(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    web.house.resend_invitation(id_of(&id)?).await?;
    Ok(queued())
}

/// Takes an invitation back: its link works no more, and the account is gone.
#[utoipa::path(delete, path = "/api/admin/accounts/{id}/invitation", tag = "administration", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn withdraw(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    web.house.withdraw_invitation(id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

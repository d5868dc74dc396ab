//! One's own account, and the links that are mailed to it.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use foh_app::identity::AccountItem;
use foh_domain::{
    identity::{EmailAddress, PersonName},
    limits::Limit,
    token::Token,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Web,
    http::{ClientAddress, Json, Problem, SignedIn, session_of},
};

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    /// Its id.
    id: Uuid,
    /// The person's name; null when it is sealed by a key that is not there.
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    /// The address that signs in.
    #[schema(example = "ada@example.org")]
    email: Option<String>,
    /// Whether the address was confirmed.
    email_verified: bool,
    /// What it may do: `administrator`, `content`, `box_office`, `door`, `travel_operator`, `facilitator`, `bar_manager`,
    /// `bar_counter`, `member` or `service`.
    #[schema(example = "box_office")]
    role: &'static str,
    /// `invited`, `active` or `inactive`.
    #[schema(example = "active")]
    state: &'static str,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: jiff::Timestamp,
}

impl From<&AccountItem> for Account {
    fn from(item: &AccountItem) -> Self {
        Self {
            id: item.id,
            name: item.name.as_ref().map(PersonName::expose).map(Into::into),
            email: item
                .email
                .as_ref()
                .map(EmailAddress::expose)
                .map(Into::into),
            email_verified: item.email_verified,
            role: item.role.as_str(),
            state: item.state.as_str(),
            created_at: item.created_at,
        }
    }
}

/// Says that an e-mail is on its way, if there is anybody to write to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queued {
    /// `queued`.
    #[schema(example = "queued")]
    status: &'static str,
}

/// The answer of everything that only sends an e-mail.
pub(crate) fn queued() -> (StatusCode, Answer<Queued>) {
    let queued = Queued { status: "queued" };
    (StatusCode::ACCEPTED, Answer(queued))
}

/// The account of whoever asks.
#[utoipa::path(get, path = "/api/account", tag = "accounts", responses((status = 200, body = Account)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn own(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<Account>, Problem> {
    let found = web.house.account(staff.id).await?;
    let detail = found.ok_or_else(Problem::not_found)?;
    Ok(Answer(Account::from(&detail.account)))
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password as it is.
    #[schema(example = "vermilion otter cabinet")]
    present_password: String,
    /// The password as it is to be: at least 12 characters for staff, 8 for members, at most 256.
    #[schema(example = "seventeen quiet lanterns")]
    new_password: String,
}

/// Changes the password of whoever asks. Other sessions end.
#[utoipa::path(post, path = "/api/account/password", tag = "accounts", request_body = PasswordChange, responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_password(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
    Json(body): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::PasswordChange, &who).await?;
    let session = session_of(&headers, &web.site);
    let (present, new) = (body.present_password.into(), body.new_password.into());
    web.house
        .change_password(staff.id, session, present, new)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the link that confirms the address once more; the one sent before works no more.
#[utoipa::path(post, path = "/api/account/verification", tag = "accounts", responses((status = 202, body = Queued)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn resend_verification(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::EmailVerification, &who).await?;
    web.house.resend_verification(staff.id).await?;
    Ok(queued())
}

/// The token of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkToken {
    /// What stands behind `token=` in the link.
    #[schema(example = "AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    token: String,
}

/// The token of a link, and the password it is to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkPassword {
    /// What stands behind `token=` in the link.
    #[schema(example = "AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    token: String,
    /// The new password: at least 12 characters for staff, 8 for members, at most 256.
    #[schema(example = "seventeen quiet lanterns")]
    password: String,
}

/// An address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Address {
    /// The address of an account.
    #[schema(example = "ada@example.org")]
    email: String,
}

impl LinkToken {
    pub(crate) fn text(&self) -> &str {
        &self.token
    }
}

fn token(text: &str) -> Result<Token, Problem> {
    Token::parse(text).ok_or_else(Problem::invalid_token)
}

/// Confirms the address of an account, once.
#[utoipa::path(post, path = "/api/auth/email-verification", tag = "accounts", request_body = LinkToken, responses((status = 204)))]
pub(crate) async fn verify_email(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<LinkToken>,
) -> Result<StatusCode, Problem> {
    let limit = Limit::EmailVerification;
    web.house.admit(limit, address.as_str()).await?;
    web.house.verify_email(token(&body.token)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a link to set a new password. The answer is the same whether the address has an account or not.
#[utoipa::path(post, path = "/api/auth/password-reset", tag = "accounts", request_body = Address, responses((status = 202, body = Queued)))]
pub(crate) async fn request_reset(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<Address>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    let account = format!("account {}", body.email.trim().to_lowercase());
    for who in [address.as_str(), &account] {
        web.house.admit(Limit::PasswordReset, who).await?;
    }
    web.house.request_password_reset(&body.email).await?;
    Ok(queued())
}

/// Sets a new password, once. Everything that was signed in ends.
#[utoipa::path(post, path = "/api/auth/password-reset/confirm", tag = "accounts", request_body = LinkPassword, responses((status = 204)))]
pub(crate) async fn reset(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<LinkPassword>,
) -> Result<StatusCode, Problem> {
    let limit = Limit::PasswordReset;
    web.house.admit(limit, address.as_str()).await?;
    let token = token(&body.token)?;
    web.house
        .reset_password(token, body.password.into())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts an invitation to the staff, once: sets the password, and the account is active.
#[utoipa::path(post, path = "/api/auth/invitation", tag = "accounts", request_body = LinkPassword, responses((status = 204)))]
pub(crate) async fn accept_invitation(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<LinkPassword>,
) -> Result<StatusCode, Problem> {
    web.house.admit(Limit::Register, address.as_str()).await?;
    let token = token(&body.token)?;
    web.house
        .accept_invitation(token, body.password.into())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Programs sign in: access tokens, and the refresh tokens that get new ones.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::identity::{
    ACCESS_TOKEN_LIFE, AccountItem, ExternalError, GOOGLE, RefreshError, Registration, SignIn,
    SigningKeyError, Tokens,
};
use foh_domain::{limits::Limit, studio::FacilitatorState};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::studio::application_of;
use crate::{
    Web,
    http::{ClientAddress, Json, Problem, Visitor},
};

/// What a program signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The address.
    #[schema(example = "ada@example.org")]
    email: String,
    /// The password.
    #[schema(example = "vermilion otter cabinet")]
    password: String,
    /// The code of an account with a second factor.
    #[schema(example = "287082")]
    code: Option<String>,
}

/// What a guest gives to have an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    /// The address that will sign in.
    #[schema(example = "ada@example.org")]
    email: String,
    /// The password: 8 to 256 characters.
    #[schema(example = "vermilion otter cabinet")]
    password: String,
    /// The person's name.
    #[schema(example = "Ada Rossi")]
    name: String,
    /// `user`, which it usually is, or `facilitator`: that applies to hold sessions, and an administrator decides.
    #[schema(example = "user")]
    role: Option<String>,
    /// Of whoever applies to hold sessions: at most 2,000 characters.
    bio: Option<String>,
    /// Of whoever applies to hold sessions: at most 120 characters.
    specialization: Option<String>,
}

/// An ID token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credential {
    /// As Google's button gives it to the page.
    #[schema(example = "eyJhbGciOiJSUzI1NiIsImtpZCI6Ii4uLiJ9.eyJpc3MiOiIuLi4ifQ.c2lnbmF0dXJl")]
    credential: String,
    /// The code of an account with a second factor.
    #[schema(example = "287082")]
    code: Option<String>,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshToken {
    /// The one that came last; it works once.
    #[schema(example = "AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    refresh_token: String,
}

/// What a program signs out with.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SignOut {
    /// The refresh token; without one the access token of the request says who signs out.
    #[schema(example = "AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    refresh_token: Option<String>,
}

/// Whom the tokens speak for.
#[derive(Serialize, ToSchema)]
pub(crate) struct User {
    id: Uuid,
    #[schema(example = "ada@example.org")]
    email: Option<String>,
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    #[schema(example = "member")]
    role: &'static str,
    /// `applied`, or `approved` where the house lets everybody hold sessions; left out when nobody asked for that just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "applied")]
    facilitator_application: Option<&'static str>,
}

/// Tokens. Both are secrets of the program that asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct Issued {
    /// For `Authorization: Bearer` (RFC 6750).
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl")]
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// How long the access token works, in seconds.
    #[schema(example = 900)]
    expires_in: i64,
    /// For new tokens, once, within 30 days.
    #[schema(example = "AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C")]
    refresh_token: String,
    user: User,
}

/// A value to be given to the provider's button.
#[derive(Serialize, ToSchema)]
pub(crate) struct Nonce {
    /// Works for ten minutes.
    nonce: String,
}

/// A key access tokens are verified with (RFC 8037).
#[derive(Serialize, ToSchema)]
pub(crate) struct PublishedKey {
    kid: Uuid,
    #[schema(example = "OKP")]
    kty: &'static str,
    #[schema(example = "Ed25519")]
    crv: &'static str,
    #[schema(example = "EdDSA")]
    alg: &'static str,
    #[schema(example = "sig")]
    r#use: &'static str,
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

/// Keys (RFC 7517).
#[derive(Serialize, ToSchema)]
pub(crate) struct PublishedKeys {
    keys: Vec<PublishedKey>,
}

impl From<&AccountItem> for User {
    fn from(account: &AccountItem) -> Self {
        Self {
            id: account.id,
            email: account
                .email
                .as_ref()
                .map(|email| email.expose().to_owned()),
            name: account.name.as_ref().map(|name| name.expose().to_owned()),
            role: account.role.as_str(),
            facilitator_application: None,
        }
    }
}

impl Issued {
    async fn new(web: &Web, tokens: &Tokens) -> Result<Self, Problem> {
        let found = web.house.account(tokens.user_id).await?;
        let detail = found.ok_or_else(invalid)?;
        Ok(Self {
            access_token: tokens.access_token.expose_secret().to_owned(),
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN_LIFE.as_secs(),
            refresh_token: tokens.refresh_token.expose_secret().to_owned(),
            user: User::from(&detail.account),
        })
    }
}

fn invalid() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "invalid_credentials",
        "E-mail and password do not belong together.",
    )
    .with("error", "Invalid credentials")
}

async fn came(web: &Web, came: SignIn<Tokens>) -> Result<Answer<Issued>, Problem> {
    match came {
        SignIn::SignedIn(tokens) => Ok(Answer(Issued::new(web, &tokens).await?)),
        SignIn::SecondFactorNeeded(_) => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "second_factor_required",
            "This account has a second factor.",
        )
        .detail("Send a code of it as `code` as well.")),
        SignIn::Locked { retry_after } => Err(Problem::wait(retry_after)),
        SignIn::Invalid | SignIn::Expired => Err(invalid()),
    }
}

/// Signs in by password: members and staff alike.
#[utoipa::path(post, path = "/api/auth/login", tag = "accounts", request_body = Credentials, responses((status = 200, body = Issued)))]
pub(crate) async fn login(
    State(web): State<Web>,
    visitor: Visitor,
    Json(body): Json<Credentials>,
) -> Result<Answer<Issued>, Problem> {
    let signed_in = web
        .house
        .sign_in_for_tokens(
            &body.email,
            body.password.into(),
            body.code.as_deref(),
            visitor.visit(),
        )
        .await?;
    came(&web, signed_in).await
}

/// Registers a member and signs them in. The link that confirms the address is on its way to it.
#[utoipa::path(post, path = "/api/auth/register", tag = "accounts", request_body = NewMember, responses((status = 201, body = Issued)))]
pub(crate) async fn register(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<NewMember>,
) -> Result<(StatusCode, Answer<Issued>), Problem> {
    let account = format!("account {}", body.email.trim().to_lowercase());
    for who in [address.as_str(), &account] {
        web.house.admit(Limit::Register, who).await?;
    }
    let (role, bio) = (body.role.as_deref(), body.bio.as_deref());
    let application = application_of(role, bio, body.specialization.as_deref())?;
    let registration = Registration {
        email: &body.email,
        name: &body.name,
        password: body.password.into(),
    };
    let registered = web.house.register_with(registration, application).await?;
    let registered = registered.ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "address_taken",
            "This address cannot be registered.",
        )
        .detail("Sign in, or set a new password if it is yours.")
    })?;
    let tokens = web.house.issue_tokens(registered.id).await?;
    let mut issued = Issued::new(&web, &tokens).await?;
    issued.user.facilitator_application = registered.application.map(FacilitatorState::as_str);
    Ok((StatusCode::CREATED, Answer(issued)))
}

/// Gives new tokens for a refresh token, which then works no more. One that is shown again ends everything that came from it.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "accounts", request_body = RefreshToken, responses((status = 200, body = Issued)))]
pub(crate) async fn refresh(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<RefreshToken>,
) -> Result<Answer<Issued>, Problem> {
    web.house
        .admit(Limit::TokenRefresh, address.as_str())
        .await?;
    let tokens = web.house.refresh(&body.refresh_token).await?;
    Ok(Answer(Issued::new(&web, &tokens).await?))
}

/// Signs a program out: its tokens end at once. What does not work any more is no fault.
#[utoipa::path(post, path = "/api/auth/logout", tag = "accounts", request_body = SignOut, responses((status = 204)), security((), ("token" = [])))]
pub(crate) async fn logout(
    State(web): State<Web>,
    headers: HeaderMap,
    Json(body): Json<SignOut>,
) -> Result<StatusCode, Problem> {
    if let Some(refresh_token) = &body.refresh_token {
        web.house.end_tokens(refresh_token).await?;
    }
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.split_once(' '));
    if let Some((scheme, token)) = authorization
        && scheme.eq_ignore_ascii_case("bearer")
    {
        web.house.end_access(token.trim()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Signs in by a Google ID token. The account is the one it signed in before, or the one with the same address if both sides have
/// verified it, or a new member's.
#[utoipa::path(post, path = "/api/auth/google", tag = "accounts", request_body = Credential, responses((status = 200, body = Issued)))]
pub(crate) async fn google(
    State(web): State<Web>,
    visitor: Visitor,
    address: ClientAddress,
    Json(body): Json<Credential>,
) -> Result<Answer<Issued>, Problem> {
    web.house.admit(Limit::SignIn, address.as_str()).await?;
    let signed_in = web
        .house
        .sign_in_by_credential(
            GOOGLE,
            &body.credential,
            body.code.as_deref(),
            visitor.visit(),
        )
        .await?;
    came(&web, signed_in).await
}

/// A nonce for Google's button: an ID token that has one must have one of these.
#[utoipa::path(post, path = "/api/auth/google/nonce", tag = "accounts", responses((status = 200, body = Nonce)))]
pub(crate) async fn nonce(State(web): State<Web>) -> Result<Answer<Nonce>, Problem> {
    let nonce = web.house.external_nonce()?;
    Ok(Answer(Nonce { nonce }))
}

/// The keys that access tokens are signed with, for whoever verifies them elsewhere.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "accounts", responses((status = 200, body = PublishedKeys)))]
pub(crate) async fn keys(State(web): State<Web>) -> Result<Response, Problem> {
    let published = web.house.published_keys().await?.into_iter();
    let keys = published.map(|key| PublishedKey {
        kid: key.id,
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        x: key.x,
    });
    let body = Answer(PublishedKeys {
        keys: keys.collect(),
    });
    Ok(([(header::CACHE_CONTROL, "public, max-age=300")], body).into_response())
}

impl From<SigningKeyError> for Problem {
    fn from(error: SigningKeyError) -> Self {
        match error {
            SigningKeyError::Store(error) => error.into(),
            SigningKeyError::Unusable => Self::internal(&error),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Invalid => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "This refresh token is not valid. Please sign in.",
            ),
            RefreshError::Signing(error) => error.into(),
            RefreshError::Store(error) => error.into(),
        }
    }
}

impl From<ExternalError> for Problem {
    fn from(error: ExternalError) -> Self {
        use foh_app::OidcError;
        let (code, word, title) = match error {
            ExternalError::UnknownProvider => return Self::not_found(),
            ExternalError::UnknownAttempt => (
                StatusCode::GONE,
                "expired_sign_in",
                "This sign-in took too long or began in another browser. Please begin anew.",
            ),
            ExternalError::Provider(OidcError::Refused(check)) => {
                tracing::warn!(check, "an identity was not proven");
                (
                    StatusCode::UNAUTHORIZED,
                    "invalid_credentials",
                    "The identity provider's answer proves nothing.",
                )
            }
            ExternalError::Provider(error) => {
                tracing::error!(%error, "an identity provider failed");
                let problem = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "provider_unavailable",
                    "The identity provider cannot be asked at the moment. Sign in by password, or try again later.",
                );
                return problem.retry_after(30);
            }
            ExternalError::Stale => (
                StatusCode::UNAUTHORIZED,
                "invalid_credentials",
                "This credential was used before, is too old, or was made for another page.",
            ),
            ExternalError::AddressNotVerified => (
                StatusCode::FORBIDDEN,
                "address_not_verified",
                "The identity provider has not verified your address. Verify it there, or register here.",
            ),
            ExternalError::AccountNotVerified => (
                StatusCode::CONFLICT,
                "account_not_verified",
                "An account with your address has not confirmed it. Sign in by password and confirm the address first.",
            ),
            ExternalError::Inactive => (
                StatusCode::FORBIDDEN,
                "account_inactive",
                "This account is not active.",
            ),
            ExternalError::Closed => (
                StatusCode::FORBIDDEN,
                "registration_closed",
                "There is no account with your address, and none can be opened here.",
            ),
            ExternalError::Protection => return Self::internal(&error),
            ExternalError::Tokens(error) => return error.into(),
            ExternalError::Store(error) => return error.into(),
        };
        Self::new(code, word, title)
    }
}

//! One's own second factor. Only the person changes it, by session and with the password just given: a token that was stolen
//! must not be able to change what its owner signs in with.

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use foh_app::identity::SecondFactorState;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Web,
    http::{ConfirmedSession, Json, Problem, SignedIn, Visitor},
};

/// How it stands with the second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactor {
    /// `none`, `begun` or `enrolled`.
    #[schema(example = "enrolled")]
    state: &'static str,
    /// Whether the role needs one.
    required: bool,
    /// How many recovery codes are left.
    #[schema(example = 9)]
    recovery_codes_left: u32,
}

/// What the app is given. It counts only after a code of it was confirmed.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewSecret {
    /// The secret in base32.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// The same as an address, for a QR code.
    #[schema(
        example = "otpauth://totp/Front%20of%20House:ada%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Front%20of%20House"
    )]
    url: String,
}

/// Recovery codes, told this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Each works once.
    #[schema(example = json!(["74AA-CAQD-AQCQ-MBYI"]))]
    recovery_codes: Vec<String>,
}

/// A code of the app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// The six digits it shows.
    #[schema(example = "287082")]
    code: String,
}

/// What it takes to remove the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemovalBody {
    /// The password, if the account has one.
    #[serde(default)]
    #[schema(example = "vermilion otter cabinet")]
    password: String,
    /// A code of the app, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

fn told(codes: &[SecretString]) -> impl IntoResponse + use<> {
    let recovery_codes = codes
        .iter()
        .map(|code| code.expose_secret().to_owned())
        .collect();
    let answer = Answer(RecoveryCodes { recovery_codes });
    ([(header::CACHE_CONTROL, "no-store")], answer)
}

/// How it stands with the second factor of whoever asks.
#[utoipa::path(get, path = "/api/account/second-factor", tag = "accounts", responses((status = 200, body = SecondFactor)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn status(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<SecondFactor>, Problem> {
    let status = web.house.second_factor(staff.id).await?;
    let (state, recovery_codes_left) = match status.state {
        SecondFactorState::None => ("none", 0),
        SecondFactorState::Begun(_) => ("begun", 0),
        SecondFactorState::Enrolled { recovery_codes, .. } => ("enrolled", recovery_codes),
    };
    Ok(Answer(SecondFactor {
        state,
        required: status.required,
        recovery_codes_left,
    }))
}

/// Begins to set a second factor up, anew if that was begun before. Needs the password within 10 minutes.
#[utoipa::path(post, path = "/api/account/second-factor", tag = "accounts", responses((status = 201, body = NewSecret)))]
pub(crate) async fn begin(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
) -> Result<impl IntoResponse, Problem> {
    web.house.begin_second_factor(staff.id).await?;
    let status = web.house.second_factor(staff.id).await?;
    let SecondFactorState::Begun(enrolment) = status.state else {
        return Err(foh_app::identity::SecondFactorError::State.into());
    };
    let answer = NewSecret {
        secret: enrolment.text.expose_secret().to_owned(),
        url: enrolment.url.expose_secret().to_owned(),
    };
    Ok((
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Answer(answer),
    ))
}

/// Switches the second factor on by its first code, and tells the recovery codes.
#[utoipa::path(post, path = "/api/account/second-factor/confirm", tag = "accounts", request_body = CodeBody, responses((status = 200, body = RecoveryCodes)))]
pub(crate) async fn enrol(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    Json(body): Json<CodeBody>,
) -> Result<impl IntoResponse, Problem> {
    let codes = web.house.enrol_second_factor(staff.id, &body.code).await?;
    Ok(told(&codes))
}

/// Makes new recovery codes; the ones before work no more.
#[utoipa::path(post, path = "/api/account/second-factor/recovery-codes", tag = "accounts", responses((status = 200, body = RecoveryCodes)))]
pub(crate) async fn renew_codes(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
) -> Result<impl IntoResponse, Problem> {
    let codes = web.house.renew_recovery_codes(staff.id).await?;
    Ok(told(&codes))
}

/// Removes the second factor.
#[utoipa::path(post, path = "/api/account/second-factor/remove", tag = "accounts", request_body = RemovalBody, responses((status = 204)))]
pub(crate) async fn remove(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    visitor: Visitor,
    Json(body): Json<RemovalBody>,
) -> Result<StatusCode, Problem> {
    web.house
        .remove_second_factor(staff.id, body.password.into(), &body.code, visitor.visit())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

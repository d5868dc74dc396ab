//! What is kept about somebody: asked for by a link to their address, copied and erased by its token.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::privacy::{Erased, KeptReservation, PersonalData};
use foh_domain::{booking::Reference, token::Token};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::account::{Account, LinkToken, Queued, queued};
use crate::{
    Web,
    http::{ClientAddress, Json, Problem},
    pages,
};

/// The address something may be kept under.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptAddress {
    #[schema(example = "ada.rossi@example.org")]
    email: String,
}

/// A reservation that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct CopiedReservation {
    id: Uuid,
    #[schema(example = "4D5E6F")]
    reference: String,
    #[schema(example = "The Tempest")]
    show: String,
    #[schema(example = "2026-11-28T19:00:00Z")]
    starts_at: String,
    #[schema(example = "confirmed")]
    status: &'static str,
    #[schema(example = 2)]
    party_size: u32,
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    #[schema(example = "ada.rossi@example.org")]
    email: Option<String>,
    phone: Option<String>,
    notes: Option<String>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    confirmed_at: Option<String>,
    cancelled_at: Option<String>,
    checked_in_at: Option<String>,
}

impl From<&KeptReservation> for CopiedReservation {
    fn from(kept: &KeptReservation) -> Self {
        let (reservation, guest) = (&kept.reservation, kept.guest.as_ref());
        Self {
            id: reservation.id,
            reference: Reference::of(reservation.id).to_string(),
            show: kept.performance.title.clone(),
            starts_at: kept.performance.starts_at.to_string(),
            status: reservation.status.as_str(),
            party_size: reservation.party.get(),
            name: guest.map(|guest| guest.name.expose().to_owned()),
            email: guest.map(|guest| guest.email.expose().to_owned()),
            phone: guest.and_then(|guest| Some(guest.phone.as_ref()?.expose().to_owned())),
            notes: guest.and_then(|guest| Some(guest.notes.as_ref()?.expose().to_owned())),
            created_at: reservation.created_at.to_string(),
            confirmed_at: reservation.confirmed_at.map(|at| at.to_string()),
            cancelled_at: reservation.cancelled_at.map(|at| at.to_string()),
            checked_in_at: reservation.checked_in_at.map(|at| at.to_string()),
        }
    }
}

/// Everything that is kept under an address.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalCopy {
    #[schema(example = "ada.rossi@example.org")]
    email: String,
    account: Option<Account>,
    /// The newest first, at most 1,000.
    reservations: Vec<CopiedReservation>,
    /// Whether there are more.
    is_cut: bool,
}

impl From<&PersonalData> for PersonalCopy {
    fn from(data: &PersonalData) -> Self {
        Self {
            email: data.email.expose().to_owned(),
            account: data.copy.account.as_ref().map(Account::from),
            reservations: data.copy.reservations.iter().map(Into::into).collect(),
            is_cut: data.copy.is_cut,
        }
    }
}

/// What was erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasedData {
    /// Reservations that are nobody's any more; they stay valid.
    #[schema(example = 3)]
    reservations: u64,
    /// Whether an account was erased.
    account: bool,
    /// Whether an account stayed because its owner works here: an administrator erases it.
    account_kept: bool,
}

impl From<Erased> for ErasedData {
    fn from(erased: Erased) -> Self {
        Self {
            reservations: erased.reservations,
            account: erased.account,
            account_kept: erased.staff,
        }
    }
}

/// Sends a link to what is kept under an address. The answer is the same whether anything is.
#[utoipa::path(post, path = "/api/privacy/request", tag = "privacy", request_body = KeptAddress, responses((status = 202, body = Queued)))]
pub(crate) async fn request_link(
    State(web): State<Web>,
    address: ClientAddress,
    Json(body): Json<KeptAddress>,
) -> Result<(StatusCode, Answer<Queued>), Problem> {
    pages::admit_privacy_request(&web, &address, &body.email).await?;
    web.house.request_privacy_link(&body.email).await?;
    Ok(queued())
}

fn token(text: &str) -> Result<Token, Problem> {
    Token::parse(text).ok_or_else(Problem::invalid_token)
}

/// Everything that is kept under the address of a link, which goes on working for its hour.
#[utoipa::path(post, path = "/api/privacy/copy", tag = "privacy", request_body = LinkToken, responses((status = 200, body = PersonalCopy)))]
pub(crate) async fn copy_own_data(
    State(web): State<Web>,
    Json(body): Json<LinkToken>,
) -> Result<Answer<PersonalCopy>, Problem> {
    let data = web.house.personal_data(token(body.text())?).await?;
    Ok(Answer(PersonalCopy::from(&data)))
}

/// Erases everything that is kept under the address of a link, which then works no more. Reservations stay valid.
#[utoipa::path(post, path = "/api/privacy/erase", tag = "privacy", request_body = LinkToken, responses((status = 200, body = ErasedData)))]
pub(crate) async fn erase_own_data(
    State(web): State<Web>,
    Json(body): Json<LinkToken>,
) -> Result<Answer<ErasedData>, Problem> {
    let erased = web.house.erase_personal_data(token(body.text())?).await?;
    Ok(Answer(erased.into()))
}

//! What is kept about somebody: asked for by a link to their address, copied and erased by its token.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::{
    privacy::{Erased, KeptReservation, PersonalData},
    studio::{BookingItem, FacilitatorItem},
    travel::TravelBookingItem,
};
use foh_domain::{booking::Reference, token::Token};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    account::{Account, LinkToken, Queued, queued},
    crm::CrmRecord,
    guest_record::GuestRecord,
};
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
    #[serde(flatten)]
    record: GuestRecord,
}

impl From<&KeptReservation> for CopiedReservation {
    fn from(kept: &KeptReservation) -> Self {
        let reservation = &kept.reservation;
        Self {
            id: reservation.id,
            reference: Reference::of(reservation.id).to_string(),
            show: kept.performance.title.clone(),
            starts_at: kept.performance.starts_at.to_string(),
            status: reservation.status.as_str(),
            party_size: reservation.party.get(),
            record: GuestRecord::new(reservation, kept.guest.as_ref()),
        }
    }
}

/// A booking of a session that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct CopiedBooking {
    id: Uuid,
    #[schema(example = "Morning practice")]
    session: String,
    #[schema(example = "2026-12-10T09:00:00Z")]
    starts_at: String,
    #[schema(example = "confirmed")]
    status: &'static str,
    /// What is due for it, in minor units.
    #[schema(example = 2500)]
    price: u64,
    #[schema(example = "EUR")]
    currency: &'static str,
    /// Null once the guest's data was erased.
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    #[schema(example = "ada.rossi@example.org")]
    email: Option<String>,
    notes: Option<String>,
    created_at: String,
    cancelled_at: Option<String>,
    checked_in_at: Option<String>,
}

impl From<&BookingItem> for CopiedBooking {
    fn from(item: &BookingItem) -> Self {
        let (booking, guest) = (&item.view, item.guest.as_ref());
        Self {
            id: booking.id,
            session: booking.title.clone(),
            starts_at: booking.starts_at.to_string(),
            status: booking.status.as_str(),
            price: booking.price.amount,
            currency: booking.price.currency.code(),
            name: guest.map(|guest| guest.name.expose().to_owned()),
            email: guest.and_then(|guest| Some(guest.email.as_ref()?.expose().to_owned())),
            notes: guest.and_then(|guest| Some(guest.notes.as_ref()?.expose().to_owned())),
            created_at: booking.created_at.to_string(),
            cancelled_at: booking.cancelled_at.map(|at| at.to_string()),
            checked_in_at: booking.checked_in_at.map(|at| at.to_string()),
        }
    }
}

/// A booking of a departure that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct CopiedJourney {
    id: Uuid,
    #[schema(example = "4D5E6F")]
    reference: String,
    #[schema(example = "Kigali to Huye")]
    route: String,
    #[schema(example = "2026-12-10T06:30:00Z")]
    departs_at: String,
    #[schema(example = "confirmed")]
    status: &'static str,
    #[schema(example = 2)]
    seats: u32,
    /// What it costs, as a decimal number.
    #[schema(example = "5000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    #[schema(example = "mtn")]
    payment_method: &'static str,
    /// Null once the passenger's data was erased.
    #[schema(example = "Ada Rossi")]
    passenger_name: Option<String>,
    #[schema(example = "+250788123456")]
    phone_number: Option<String>,
    #[schema(example = "ada.rossi@example.org")]
    email: Option<String>,
    notes: Option<String>,
    created_at: String,
    confirmed_at: Option<String>,
    cancelled_at: Option<String>,
    checked_in_at: Option<String>,
}

impl From<&TravelBookingItem> for CopiedJourney {
    fn from(item: &TravelBookingItem) -> Self {
        let (booking, guest) = (&item.view, item.guest.as_ref());
        Self {
            id: booking.id,
            reference: item.reference.to_string(),
            route: item.departure.route.name.clone(),
            departs_at: item.departure.departs_at.to_string(),
            status: booking.status.as_str(),
            seats: booking.party.get(),
            amount: booking.amount.plain(),
            currency: booking.amount.currency.code(),
            payment_method: booking.method.as_str(),
            passenger_name: guest.map(|guest| guest.name.expose().to_owned()),
            phone_number: guest.and_then(|guest| Some(guest.phone.as_ref()?.expose().to_owned())),
            email: guest.and_then(|guest| Some(guest.email.as_ref()?.expose().to_owned())),
            notes: guest.and_then(|guest| Some(guest.notes.as_ref()?.expose().to_owned())),
            created_at: booking.created_at.to_string(),
            confirmed_at: booking.confirmed_at.map(|at| at.to_string()),
            cancelled_at: booking.cancelled_at.map(|at| at.to_string()),
            checked_in_at: booking.checked_in_at.map(|at| at.to_string()),
        }
    }
}

/// How somebody presents themselves as a facilitator.
#[derive(Serialize, ToSchema)]
pub(crate) struct CopiedFacilitator {
    bio: String,
    specialization: String,
    #[schema(example = "approved")]
    state: &'static str,
    applied_at: String,
    decided_at: Option<String>,
}

impl From<&FacilitatorItem> for CopiedFacilitator {
    fn from(item: &FacilitatorItem) -> Self {
        Self {
            bio: item.profile.bio.clone(),
            specialization: item.profile.specialization.clone(),
            state: item.state.as_str(),
            applied_at: item.applied_at.to_string(),
            decided_at: item.decided_at.map(|at| at.to_string()),
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
    /// Of sessions; the newest first, at most 1,000.
    bookings: Vec<CopiedBooking>,
    /// Bookings of departures; the newest first, at most 1,000.
    journeys: Vec<CopiedJourney>,
    facilitator: Option<CopiedFacilitator>,
    /// What other systems told of their bookings, the newest first.
    crm_records: Vec<CrmRecord>,
    /// Whether there are more.
    is_cut: bool,
}

impl From<&PersonalData> for PersonalCopy {
    fn from(data: &PersonalData) -> Self {
        Self {
            email: data.email.expose().to_owned(),
            account: data.copy.account.as_ref().map(Account::from),
            reservations: data.copy.reservations.iter().map(Into::into).collect(),
            crm_records: data
                .copy
                .crm_records
                .iter()
                .cloned()
                .map(Into::into)
                .collect(),
            bookings: data.copy.bookings.iter().map(Into::into).collect(),
            journeys: data.copy.journeys.iter().map(Into::into).collect(),
            facilitator: data.copy.facilitator.as_ref().map(Into::into),
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
    /// Bookings that other systems had told of.
    #[schema(example = 0)]
    crm_records: u64,
    /// Whether an account stayed because its owner works here: an administrator erases it.
    account_kept: bool,
}

impl From<Erased> for ErasedData {
    fn from(erased: Erased) -> Self {
        Self {
            reservations: erased.reservations,
            account: erased.account,
            crm_records: erased.records,
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

//! Guests reserve, confirm and cancel.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foh_app::theatre::{CancelError, ConfirmError, QrCode, ReserveError, TicketError};
use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    field::FieldError,
    limits::Limit,
    theatre::{CancelRefusal, ConfirmRefusal, ReserveRefusal},
    token::Token,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::performances::id_of;
use crate::{
    Web,
    http::{ClientAddress, Json, Path, Problem, Query},
};

/// A guest's wish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReservationBody {
    /// The guest's name, at most 120 characters.
    #[schema(example = "Ada Rossi")]
    name: String,
    /// Where the links and the ticket go.
    #[schema(example = "ada.rossi@example.org")]
    email: String,
    /// With country code (E.164), if given.
    #[schema(example = "+39061234567")]
    phone: Option<String>,
    /// At most 1,000 characters, if given.
    notes: Option<String>,
    /// Places: 1 to 20.
    #[schema(example = 2, minimum = 1, maximum = 20)]
    party_size: i64,
}

impl ReservationBody {
    /// The guest and the party.
    pub(super) fn parse(&self) -> Result<(Guest, PartySize), Vec<FieldError>> {
        let guest = Guest::parse(GuestFields {
            name: &self.name,
            email: &self.email,
            phone: self.phone.as_deref(),
            notes: self.notes.as_deref(),
        });
        let party = PartySize::parse(self.party_size).map_err(|message| FieldError {
            field: "party_size",
            message,
        });
        match (guest, party) {
            (Ok(guest), Ok(party)) => Ok((guest, party)),
            (guest, party) => Err(guest
                .err()
                .into_iter()
                .flatten()
                .chain(party.err())
                .collect()),
        }
    }
}

/// A reservation that waits for its confirmation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PendingReservation {
    pub(super) reservation_id: Uuid,
    #[schema(example = "pending")]
    pub(super) status: &'static str,
    #[schema(example = 2)]
    pub(super) party_size: u32,
    /// The free places; a pending reservation takes none.
    #[schema(example = 12)]
    pub(super) available_seats: u32,
}

/// A confirmed reservation with its ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConfirmedReservation {
    reservation_id: Uuid,
    #[schema(example = "confirmed")]
    status: &'static str,
    #[schema(example = 2)]
    party_size: u32,
    #[schema(example = 10)]
    available_seats: u32,
    /// What the ticket's QR code says.
    #[schema(example = "https://tickets.example.org/api/check-ins/preview/?token=…")]
    qr_code_url: String,
    /// The QR code as a PNG image in a data URL.
    #[schema(example = "data:image/png;base64,…")]
    qr_code_image: String,
}

/// A cancelled reservation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CancelledReservation {
    reservation_id: Uuid,
    #[schema(example = "cancelled")]
    status: &'static str,
    #[schema(example = 2)]
    party_size: u32,
    #[schema(example = 12)]
    available_seats: u32,
}

/// A ticket to show or print.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketCode {
    reservation_id: Uuid,
    /// What the QR code says.
    qr_code_url: String,
    /// The QR code as a PNG image in a data URL.
    qr_code_image: String,
    #[schema(example = true)]
    printable: bool,
}

/// A token from an e-mail.
#[derive(Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TokenBody {
    /// The token, as it stands in the link.
    pub(super) token: String,
}

impl TokenBody {
    fn parse(&self) -> Result<Token, Problem> {
        Token::parse(self.token.trim()).ok_or_else(Problem::invalid_token)
    }
}

/// Asks for places. The confirmation link goes to the guest's address.
#[utoipa::path(
    post,
    path = "/api/performances/{id}/reservations",
    tag = "reservations",
    params(("id" = Uuid, Path, description = "The performance.")),
    request_body = ReservationBody,
    responses((status = 201, body = PendingReservation))
)]
pub(crate) async fn reserve(
    State(web): State<Web>,
    Path(id): Path<String>,
    client: ClientAddress,
    Json(body): Json<ReservationBody>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let (guest, party) = body.parse()?;
    web.house
        .admit(Limit::ReservationCreate, client.as_str())
        .await?;
    let reserved = web.house.reserve(id, &guest, party, None).await?;
    let answer = PendingReservation {
        reservation_id: reserved.reservation_id,
        status: "pending",
        party_size: reserved.party.get(),
        available_seats: reserved.available_seats,
    };
    Ok((StatusCode::CREATED, axum::Json(answer)).into_response())
}

/// Confirms a reservation by the token of its e-mail.
#[utoipa::path(post, path = "/api/reservations/confirm", tag = "reservations", request_body = TokenBody, responses((status = 200, body = ConfirmedReservation)))]
pub(crate) async fn confirm(
    State(web): State<Web>,
    client: ClientAddress,
    Json(body): Json<TokenBody>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::ReservationConfirm, client.as_str())
        .await?;
    let confirmed = web.house.confirm(body.parse()?).await?;
    let code = web.house.qr_code(&confirmed.check_in)?;
    let answer = ConfirmedReservation {
        reservation_id: confirmed.reservation_id,
        status: "confirmed",
        party_size: confirmed.party.get(),
        available_seats: confirmed.available_seats,
        qr_code_image: data_url(&code)?,
        qr_code_url: code.url.expose_secret().to_owned(),
    };
    Ok(axum::Json(answer).into_response())
}

/// Cancels a reservation by the token of its e-mail.
#[utoipa::path(post, path = "/api/reservations/cancel", tag = "reservations", request_body = TokenBody, responses((status = 200, body = CancelledReservation)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    client: ClientAddress,
    Json(body): Json<TokenBody>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::ReservationCancel, client.as_str())
        .await?;
    let cancelled = web.house.cancel_by_guest(body.parse()?).await?;
    Ok(axum::Json(CancelledReservation::from(cancelled)).into_response())
}

impl From<foh_app::theatre::Cancelled> for CancelledReservation {
    fn from(cancelled: foh_app::theatre::Cancelled) -> Self {
        Self {
            reservation_id: cancelled.reservation_id,
            status: "cancelled",
            party_size: cancelled.party.get(),
            available_seats: cancelled.available_seats,
        }
    }
}

/// The ticket of a confirmed reservation, by its check-in token.
#[utoipa::path(
    get,
    path = "/api/reservations/{id}/qr-code",
    tag = "reservations",
    params(("id" = Uuid, Path, description = "The reservation."), TokenBody),
    responses((status = 200, body = TicketCode))
)]
pub(crate) async fn qr_code(
    State(web): State<Web>,
    Path(id): Path<String>,
    Query(query): Query<TokenBody>,
) -> Result<Response, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::invalid_token())?;
    let ticket = web.house.ticket(query.parse()?, Some(id)).await?;
    let answer = TicketCode {
        reservation_id: id,
        qr_code_image: data_url(&ticket.code)?,
        qr_code_url: ticket.code.url.expose_secret().to_owned(),
        printable: true,
    };
    Ok(axum::Json(answer).into_response())
}

fn data_url(code: &QrCode) -> Result<String, Problem> {
    let mut url = "data:image/png;base64,".to_owned();
    STANDARD.encode_string(code.png()?, &mut url);
    Ok(url)
}

/// 409 `insufficient_seats`.
fn insufficient(available: u32) -> Problem {
    let left = match available {
        0 => "No place is left.".to_owned(),
        1 => "Only 1 place is left.".to_owned(),
        some => format!("Only {some} places are left."),
    };
    Problem::new(
        StatusCode::CONFLICT,
        "insufficient_seats",
        "Too few places are left.",
    )
    .detail(left)
    .with("available_seats", available)
}

fn begun() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "performance_begun",
        "The performance has begun.",
    )
}

impl From<ReserveError> for Problem {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Refused(ReserveRefusal::UnknownPerformance) => Self::not_found(),
            ReserveError::Refused(ReserveRefusal::BookingClosed) => Self::new(
                StatusCode::CONFLICT,
                "booking_closed",
                "Booking is closed for this performance.",
            ),
            ReserveError::Refused(ReserveRefusal::Begun) => begun(),
            ReserveError::Refused(ReserveRefusal::InsufficientSeats { available }) => {
                insufficient(available)
            }
            ReserveError::Seal(error) => Self::internal(&error),
            ReserveError::Store(error) => error.into(),
        }
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::Refused(ConfirmRefusal::InvalidToken) => Self::invalid_token(),
            ConfirmError::Refused(ConfirmRefusal::ExpiredToken) => Self::expired_token(),
            ConfirmError::Refused(ConfirmRefusal::AlreadyConfirmed) => Self::new(
                StatusCode::CONFLICT,
                "already_confirmed",
                "This reservation is confirmed already.",
            ),
            ConfirmError::Refused(ConfirmRefusal::Cancelled) => Self::new(
                StatusCode::CONFLICT,
                "reservation_cancelled",
                "This reservation was cancelled.",
            ),
            ConfirmError::Refused(ConfirmRefusal::InsufficientSeats { available }) => {
                insufficient(available)
            }
            ConfirmError::Seal(error) => Self::internal(&error),
            ConfirmError::Store(error) => error.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        let conflict = |word, title| Self::new(StatusCode::CONFLICT, word, title);
        match error {
            CancelError::Unknown => Self::not_found(),
            CancelError::InvalidToken => Self::invalid_token(),
            CancelError::ExpiredToken => Self::expired_token(),
            CancelError::Refused(CancelRefusal::AlreadyCancelled) => conflict(
                "already_cancelled",
                "This reservation is cancelled already.",
            ),
            CancelError::Refused(CancelRefusal::Expired) => conflict(
                "reservation_expired",
                "This reservation was never confirmed and has expired.",
            ),
            CancelError::Refused(CancelRefusal::AlreadyCheckedIn) => conflict(
                "already_checked_in",
                "Somebody of this party is inside already.",
            ),
            CancelError::Refused(CancelRefusal::Begun) => begun(),
            CancelError::Seal(error) => Self::internal(&error),
            CancelError::Store(error) => error.into(),
        }
    }
}

impl From<TicketError> for Problem {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::InvalidToken => Self::invalid_token(),
            TicketError::ExpiredToken => Self::expired_token(),
            TicketError::NotConfirmed => Self::new(
                StatusCode::CONFLICT,
                "reservation_not_confirmed",
                "This reservation is not confirmed (any more).",
            ),
            TicketError::Drawing => Self::internal(&error),
            TicketError::Store(error) => error.into(),
        }
    }
}

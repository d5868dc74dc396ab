//! Reservations, as the box office sees them.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::{
    Reservation,
    theatre::{CheckInItem, ResendError, ReservationFilter},
};
use foh_domain::booking::{Guest, GuestFields, PartySize, Reference, ReservationStatus};
use foh_domain::field::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::outbox::QueuedMail;
use crate::{
    Web,
    api::{
        guest_record::GuestRecord,
        listing::{Page, cursor, page, search, size},
        performances::id_of,
        reservations::{CancelledReservation, PendingReservation},
    },
    http::{Json, Path, Problem, Query, SignedIn},
};

/// Which reservations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReservationsQuery {
    /// Only of this performance.
    performance_id: Option<Uuid>,
    /// Only those that stand so: `pending`, `confirmed`, `checked_in`, `cancelled` or `expired`.
    status: Option<String>,
    /// A reservation's reference (`4D5E6F`, in either case, with separators or without) or number, a whole
    /// e-mail address, or, with a performance, part of a name.
    #[serde(default)]
    q: String,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// A reservation with its guest.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReservationItem {
    id: Uuid,
    /// What stands on the ticket: the end of the id. Others may have the same.
    #[schema(example = "4D5E6F")]
    reference: String,
    performance_id: Uuid,
    #[schema(example = "confirmed")]
    status: &'static str,
    #[schema(example = 2)]
    party_size: u32,
    /// How many of the party are inside.
    #[schema(example = 0)]
    checked_in: u32,
    #[serde(flatten)]
    record: GuestRecord,
    /// The member of staff who made it, if not the guest.
    created_by: Option<Uuid>,
}

impl ReservationItem {
    fn new(reservation: &Reservation, guest: Option<&Guest>) -> Self {
        Self {
            id: reservation.id,
            reference: Reference::of(reservation.id).to_string(),
            performance_id: reservation.occurrence_id,
            status: reservation.status.as_str(),
            party_size: reservation.party.get(),
            checked_in: reservation.checked_in,
            record: GuestRecord::new(reservation, guest),
            created_by: reservation.created_by,
        }
    }
}

/// A reservation with its guest, and who of the party was admitted.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReservationWithCheckIns {
    #[serde(flatten)]
    reservation: ReservationItem,
    /// The latest 100, in order.
    check_ins: Vec<KeptCheckIn>,
}

/// An admission of a party, whole or in part.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeptCheckIn {
    /// How many of the party.
    #[schema(example = 2)]
    admitted: u32,
    #[schema(example = "2026-11-28T18:41:00Z")]
    at: String,
    /// The member of staff; null when the account can no longer be read.
    #[schema(example = "Grace Steward")]
    by: Option<String>,
    /// When it was taken back; null as long as it holds.
    undone_at: Option<String>,
}

impl From<CheckInItem> for KeptCheckIn {
    fn from(item: CheckInItem) -> Self {
        Self {
            admitted: item.admitted,
            at: item.at.to_string(),
            by: item.by.map(|name| name.expose().to_owned()),
            undone_at: item.undone_at.map(|at| at.to_string()),
        }
    }
}

/// A reservation made by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandMadeReservation {
    /// For which performance.
    performance_id: Uuid,
    #[schema(example = "Ada Rossi")]
    name: String,
    #[schema(example = "ada.rossi@example.org")]
    email: String,
    phone: Option<String>,
    notes: Option<String>,
    #[schema(example = 2, minimum = 1, maximum = 20)]
    party_size: i64,
}

/// A pending reservation with its id under the name of all created things.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedReservation {
    id: Uuid,
    #[serde(flatten)]
    reservation: PendingReservation,
}

/// Reservations, the newest first.
#[utoipa::path(get, path = "/api/admin/reservations", tag = "administration", params(ReservationsQuery), responses((status = 200, body = Page<ReservationItem>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<ReservationsQuery>,
) -> Result<Answer<Page<ReservationItem>>, Problem> {
    let size = size(query.limit)?;
    let status = query
        .status
        .map(|word| ReservationStatus::parse(&word).ok_or_else(bad_status))
        .transpose()?;
    let filter = ReservationFilter {
        performance_id: query.performance_id,
        status,
        search: search(query.q)?,
        before: cursor(query.after.as_deref())?,
        limit: size + 1,
    };
    let found = web.house.reservations(filter).await?;
    Ok(Answer(page(
        found,
        size,
        |item| item.reservation.id.to_string(),
        |item| ReservationItem::new(&item.reservation, item.guest.as_ref()),
    )))
}

fn bad_status() -> Problem {
    let message = "Give pending, confirmed, checked_in, cancelled or expired.";
    Problem::malformed(format!("status: {message}")).fault("status", message)
}

/// Makes a reservation by hand: the same rules and e-mails as for guests, pending until the guest confirms.
#[utoipa::path(post, path = "/api/admin/reservations", tag = "administration", request_body = HandMadeReservation, responses((status = 201, body = CreatedReservation)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<HandMadeReservation>,
) -> Result<Response, Problem> {
    let guest = Guest::parse(GuestFields {
        name: &body.name,
        email: &body.email,
        phone: body.phone.as_deref(),
        notes: body.notes.as_deref(),
    })?;
    let party = PartySize::parse(body.party_size).map_err(|message| {
        Problem::fields(vec![FieldError {
            field: "party_size",
            message,
        }])
    })?;
    let reserved = web
        .house
        .reserve(body.performance_id, &guest, party, Some(staff.id))
        .await?;
    let answer = CreatedReservation {
        id: reserved.reservation_id,
        reservation: PendingReservation {
            reservation_id: reserved.reservation_id,
            status: "pending",
            party_size: reserved.party.get(),
            available_seats: reserved.available_seats,
        },
    };
    Ok((StatusCode::CREATED, Answer(answer)).into_response())
}

/// One reservation, with who was admitted, when and by whom.
#[utoipa::path(get, path = "/api/admin/reservations/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ReservationWithCheckIns)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ReservationWithCheckIns>, Problem> {
    let found = web
        .house
        .reservation(id_of(&id)?)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Answer(ReservationWithCheckIns {
        reservation: ReservationItem::new(&found.reservation, found.guest.as_ref()),
        check_ins: found.check_ins.into_iter().map(Into::into).collect(),
    }))
}

/// Cancels a reservation for the house; the guest is told.
#[utoipa::path(post, path = "/api/admin/reservations/{id}/cancel", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = CancelledReservation)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<CancelledReservation>, Problem> {
    let cancelled = web.house.cancel_by_staff(id_of(&id)?).await?;
    Ok(Answer(cancelled.into()))
}

/// Sends a reservation's e-mail again: the confirmation, or the ticket.
#[utoipa::path(post, path = "/api/admin/reservations/{id}/resend", tag = "administration", params(("id" = Uuid, Path)), responses((status = 202, body = QueuedMail)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn resend(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    web.house.resend(id_of(&id)?).await?;
    Ok((StatusCode::ACCEPTED, QueuedMail::answer()).into_response())
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Unknown => Self::not_found(),
            ResendError::NothingToSend => Self::new(
                StatusCode::CONFLICT,
                "nothing_to_send",
                "There is nothing to send for this reservation.",
            )
            .detail("It was cancelled, has expired, or its performance has begun."),
            ResendError::Seal(error) => Self::internal(&error),
            ResendError::Store(error) => error.into(),
        }
    }
}

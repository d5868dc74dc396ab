//! The door: look at a ticket, admit, take an admission back.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::{
    identity::Staff,
    theatre::{AtTheDoor, CheckInError, CheckInRequest, DoorReach, Occurrence, UndoError},
};
use foh_domain::{identity::Permission, limits::Limit, theatre::CheckInRefusal, token::Token};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    http::{Json, Problem, Query, SignedIn},
};

/// A scanned ticket.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckInBody {
    /// The ticket's token, or the whole text of its QR code.
    token: String,
    /// The performance at this door; a ticket for another one is then refused.
    performance_id: Option<Uuid>,
    /// In the place of that, the departure at this door.
    departure_id: Option<Uuid>,
    /// How many of the party; all who are still outside if not given.
    #[schema(example = 2, minimum = 1)]
    count: Option<u32>,
}

/// What the door needs to know of a valid ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValidTicket {
    #[schema(example = "valid")]
    status: &'static str,
    reservation_id: Uuid,
    #[schema(example = 2)]
    party_size: u32,
    /// How many of the party are inside.
    #[schema(example = 0)]
    checked_in: u32,
    #[serde(flatten)]
    at: Where,
}

/// An admission.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Admission {
    #[schema(example = "checked_in")]
    status: &'static str,
    check_in_id: Uuid,
    reservation_id: Uuid,
    #[schema(example = 2)]
    party_size: u32,
    /// How many were admitted now.
    #[schema(example = 2)]
    admitted: u32,
    /// How many of the party are inside.
    #[schema(example = 2)]
    checked_in: u32,
    #[serde(flatten)]
    at: Where,
}

/// What a ticket is for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum Where {
    Performance(WherePerformance),
    Departure(WhereDeparture),
}

/// The departure of a ticket.
#[derive(Debug, Serialize, ToSchema)]
struct WhereDeparture {
    departure_id: Uuid,
    #[schema(example = "Kigali to Musanze")]
    route: String,
    #[schema(example = "2026-11-28T06:30:00Z")]
    starts_at: String,
    /// The plate of the bus.
    #[schema(example = "RAB 123 C")]
    bus: String,
    #[schema(example = "Africa/Kigali")]
    time_zone: String,
}

/// The performance of a ticket.
#[derive(Debug, Serialize, ToSchema)]
struct WherePerformance {
    performance_id: Uuid,
    #[schema(example = "The Tempest")]
    show: String,
    #[schema(example = "2026-11-28T19:00:00Z")]
    starts_at: String,
    #[schema(example = "Great Hall")]
    room: String,
    #[schema(example = "Europe/Rome")]
    time_zone: String,
}

impl From<Occurrence> for Where {
    fn from(occurrence: Occurrence) -> Self {
        match occurrence {
            Occurrence::Performance(view) => Self::Performance(WherePerformance {
                performance_id: view.id,
                show: view.title,
                starts_at: view.starts_at.to_string(),
                room: view.room,
                time_zone: view.time_zone.as_str().to_owned(),
            }),
            Occurrence::Departure(view) => Self::Departure(WhereDeparture {
                departure_id: view.id,
                route: view.route.name,
                starts_at: view.departs_at.to_string(),
                bus: view.plate,
                time_zone: view.time_zone.as_str().to_owned(),
            }),
        }
    }
}

/// An admission to be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoBody {
    /// The admission.
    check_in_id: Uuid,
}

/// An admission that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Undone {
    #[schema(example = "undone")]
    status: &'static str,
    reservation_id: Uuid,
    /// How many of the party are inside.
    #[schema(example = 0)]
    checked_in: u32,
}

/// The token in what a scanner read: the text of the QR code, or the token typed by hand.
pub(crate) fn ticket(text: &str) -> Option<Token> {
    let text = text.trim();
    let token = text.split_once("token=").map_or(text, |(_, token)| token);
    Token::parse(token.split('&').next().unwrap_or(token))
}

/// The performance or the departure that a request names; it may name one of the two.
#[derive(Clone, Copy)]
struct Named {
    id: Option<Uuid>,
    /// Whether it is a departure's door, or that of whoever has to do with departures only.
    departure: bool,
}

impl Named {
    fn of(
        performance_id: Option<Uuid>,
        departure_id: Option<Uuid>,
        staff: &Staff,
    ) -> Result<Self, Problem> {
        if performance_id.is_some() && departure_id.is_some() {
            let message = "Give a performance or a departure, not both.";
            return Err(Problem::malformed(format!("departure_id: {message}"))
                .fault("departure_id", message));
        }
        Ok(Self {
            id: performance_id.or(departure_id),
            departure: departure_id.is_some()
                || performance_id.is_none() && !staff.may(Permission::Door),
        })
    }

    /// What was refused, in the words of this door.
    fn refused(self, error: CheckInError) -> Problem {
        match error {
            CheckInError::Refused(CheckInRefusal::WrongOccurrence) if self.departure => {
                conflict("wrong_departure", "This ticket is for another departure.")
            }
            error => error.into(),
        }
    }
}

impl CheckInBody {
    /// What is asked, of a door within reach of whoever asks.
    async fn parse(self, web: &Web, staff: &Staff) -> Result<(CheckInRequest, Named), Problem> {
        let named = Named::of(self.performance_id, self.departure_id, staff)?;
        if let Some(id) = self.departure_id {
            door(web, staff, id).await?;
        }
        let request = CheckInRequest {
            token: ticket(&self.token).ok_or_else(Problem::invalid_token)?,
            occurrence_id: named.id,
            count: self.count,
            reach: DoorReach::of(staff),
        };
        Ok((request, named))
    }
}

/// A door within reach of whoever asks.
async fn door(web: &Web, staff: &Staff, id: Uuid) -> Result<AtTheDoor, Problem> {
    let door = web.house.door(id).await?.ok_or_else(Problem::not_found)?;
    if DoorReach::of(staff).holds(&door.occurrence) {
        Ok(door)
    } else {
        Err(Problem::forbidden())
    }
}

/// What a ticket is for and whether it would admit. Changes nothing.
#[utoipa::path(
    post,
    path = "/api/check-ins/preview",
    tag = "door",
    request_body = CheckInBody,
    responses((status = 200, body = ValidTicket)),
    security(("token" = []), ("basic" = []))
)]
pub(crate) async fn preview(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<CheckInBody>,
) -> Result<Answer<ValidTicket>, Problem> {
    web.house
        .admit(Limit::CheckInPreview, &staff.id.to_string())
        .await?;
    let (request, named) = body.parse(&web, &staff).await?;
    let seen = web.house.preview_check_in(request).await;
    let seen = seen.map_err(|error| named.refused(error))?;
    Ok(Answer(ValidTicket {
        status: "valid",
        reservation_id: seen.reservation_id,
        party_size: seen.party_size,
        checked_in: seen.checked_in,
        at: seen.occurrence.into(),
    }))
}

/// Admits a party, or some of it.
#[utoipa::path(
    post,
    path = "/api/check-ins/confirm",
    tag = "door",
    request_body = CheckInBody,
    responses((status = 200, body = Admission)),
    security(("token" = []), ("basic" = []))
)]
pub(crate) async fn confirm(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<CheckInBody>,
) -> Result<Answer<Admission>, Problem> {
    web.house
        .admit(Limit::CheckInConfirm, &staff.id.to_string())
        .await?;
    let (request, named) = body.parse(&web, &staff).await?;
    let admitted = web.house.check_in(request, staff.id).await;
    let admitted = admitted.map_err(|error| named.refused(error))?;
    Ok(Answer(Admission {
        status: "checked_in",
        check_in_id: admitted.check_in_id,
        reservation_id: admitted.reservation_id,
        party_size: admitted.party_size,
        admitted: admitted.admitted,
        checked_in: admitted.checked_in,
        at: admitted.occurrence.into(),
    }))
}

/// Takes an admission back, such as a scan by mistake.
#[utoipa::path(
    post,
    path = "/api/check-ins/undo",
    tag = "door",
    request_body = UndoBody,
    responses((status = 200, body = Undone)),
    security(("token" = []), ("basic" = []))
)]
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<UndoBody>,
) -> Result<Answer<Undone>, Problem> {
    let (reservation_id, checked_in) = web
        .house
        .undo_check_in(body.check_in_id, DoorReach::of(&staff))
        .await?;
    Ok(Answer(Undone {
        status: "undone",
        reservation_id,
        checked_in,
    }))
}

/// How full the house is, or the bus.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoorCount {
    /// Left out at the door of a departure.
    #[serde(skip_serializing_if = "Option::is_none")]
    performance_id: Option<Uuid>,
    /// Left out at the door of a performance.
    #[serde(skip_serializing_if = "Option::is_none")]
    departure_id: Option<Uuid>,
    /// How many are inside.
    #[schema(example = 42)]
    inside: u32,
    /// How many are expected: the confirmed places.
    #[schema(example = 80)]
    expected: u32,
}

/// Which door.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DoorQuery {
    /// The performance.
    performance_id: Option<Uuid>,
    /// In the place of that, the departure.
    departure_id: Option<Uuid>,
}

/// How many are inside by now.
#[utoipa::path(
    get,
    path = "/api/check-ins/count",
    tag = "door",
    params(DoorQuery),
    responses((status = 200, body = DoorCount)),
    security(("token" = []), ("basic" = []))
)]
pub(crate) async fn count(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<DoorQuery>,
) -> Result<Answer<DoorCount>, Problem> {
    let named = Named::of(query.performance_id, query.departure_id, &staff)?;
    let id = named.id.ok_or_else(|| {
        let message = "Give a performance or a departure.";
        Problem::malformed(format!("performance_id: {message}")).fault("performance_id", message)
    })?;
    let door = door(&web, &staff, id).await?;
    let (performance_id, departure_id) = match &door.occurrence {
        Occurrence::Performance(_) => (Some(id), None),
        Occurrence::Departure(_) => (None, Some(id)),
    };
    Ok(Answer(DoorCount {
        performance_id,
        departure_id,
        inside: door.inside,
        expected: door.occurrence.expected(),
    }))
}

fn conflict(word: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, word, title)
}

impl From<CheckInError> for Problem {
    fn from(error: CheckInError) -> Self {
        let refusal = match error {
            CheckInError::Refused(refusal) => refusal,
            CheckInError::Store(error) => return error.into(),
        };
        match refusal {
            CheckInRefusal::InvalidToken => Self::invalid_token(),
            CheckInRefusal::NotConfirmed => conflict(
                "reservation_not_confirmed",
                "This reservation is not confirmed (any more).",
            ),
            CheckInRefusal::AlreadyCheckedIn { at } => {
                conflict("already_checked_in", "The whole party is inside already.")
                    .with("checked_in_at", at.map(|at| at.to_string()))
            }
            CheckInRefusal::WrongOccurrence => conflict(
                "wrong_performance",
                "This ticket is for another performance.",
            ),
            CheckInRefusal::OutsideWindow {
                opens_at,
                closes_at,
            } => conflict(
                "outside_check_in_window",
                "The door does not take this ticket now.",
            )
            .with("opens_at", opens_at.to_string())
            .with("closes_at", closes_at.to_string()),
            CheckInRefusal::TooMany { remaining } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too_many",
                "Not so many of this party are outside.",
            )
            .fault("count", format!("Admit from 1 to {remaining}."))
            .with("remaining", remaining),
        }
    }
}

impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Unknown => Self::not_found()
                .detail("There is no such admission, or it was taken back already."),
            UndoError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanners_read_the_whole_code() {
        let token = "A".repeat(64);
        for text in [
            token.clone(),
            format!("  {token}\n"),
            format!("https://x.example/api/check-ins/preview/?token={token}"),
            format!("https://x.example/api/check-ins/preview/?token={token}&x=1"),
        ] {
            assert!(ticket(&text).is_some(), "{text}");
        }
        assert!(ticket("https://x.example/?token=short").is_none());
    }
}

//! The door: look at a ticket, admit, take an admission back.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::{
    PerformanceView,
    identity::Staff,
    theatre::{CheckInError, CheckInRequest, UndoError},
};
use foh_domain::{limits::Limit, theatre::CheckInRefusal, token::Token};
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

/// The performance of a ticket.
#[derive(Debug, Serialize, ToSchema)]
struct Where {
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

impl From<PerformanceView> for Where {
    fn from(view: PerformanceView) -> Self {
        Self {
            performance_id: view.id,
            show: view.title,
            starts_at: view.starts_at.to_string(),
            room: view.room,
            time_zone: view.time_zone.as_str().to_owned(),
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

impl CheckInBody {
    fn parse(self, staff: &Staff) -> Result<CheckInRequest, Problem> {
        Ok(CheckInRequest {
            token: ticket(&self.token).ok_or_else(Problem::invalid_token)?,
            performance_id: self.performance_id,
            count: self.count,
            held_to: staff.held_to(),
        })
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
    let seen = web.house.preview_check_in(body.parse(&staff)?).await?;
    Ok(Answer(ValidTicket {
        status: "valid",
        reservation_id: seen.reservation_id,
        party_size: seen.party_size,
        checked_in: seen.checked_in,
        at: seen.performance.into(),
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
    let admitted = web.house.check_in(body.parse(&staff)?, staff.id).await?;
    Ok(Answer(Admission {
        status: "checked_in",
        check_in_id: admitted.check_in_id,
        reservation_id: admitted.reservation_id,
        party_size: admitted.party_size,
        admitted: admitted.admitted,
        checked_in: admitted.checked_in,
        at: admitted.performance.into(),
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
        .undo_check_in(body.check_in_id, staff.held_to())
        .await?;
    Ok(Answer(Undone {
        status: "undone",
        reservation_id,
        checked_in,
    }))
}

/// How full the house is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoorCount {
    performance_id: Uuid,
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
    performance_id: Uuid,
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
    if !staff.reaches(query.performance_id) {
        return Err(Problem::forbidden());
    }
    let door = web
        .house
        .door(query.performance_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Answer(DoorCount {
        performance_id: query.performance_id,
        inside: door.inside,
        expected: door.performance.places.confirmed,
    }))
}

impl From<CheckInError> for Problem {
    fn from(error: CheckInError) -> Self {
        let conflict = |word, title| Self::new(StatusCode::CONFLICT, word, title);
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
            CheckInRefusal::WrongPerformance => conflict(
                "wrong_performance",
                "This ticket is for another performance.",
            ),
            CheckInRefusal::OutsideWindow {
                opens_at,
                closes_at,
            } => conflict("outside_check_in_window", "This performance is not now.")
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

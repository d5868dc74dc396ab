//! What facilitators see of their own sessions, and whom they tick off.

use axum::{Json as Answer, extract::State};
use foh_app::studio::BookingItem;
use foh_domain::booking::ReservationStatus;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    StudioPageQuery,
    booking::{GuestBooking, GuestBookingPage},
    session::{SessionPage, StudioSession, after},
};
use crate::{
    Web,
    api::{
        listing::{cursor, moment_cursor, page, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query, SignedIn},
};

/// Which bookings of a session.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionBookingsQuery {
    /// Cancelled ones too.
    #[serde(default)]
    with_cancelled: bool,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// Whether a guest came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attendance {
    #[schema(example = true)]
    attended: bool,
}

/// What was noted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttendanceNoted {
    #[schema(example = "Attendance noted")]
    message: &'static str,
    booking_id: Uuid,
    session_id: Uuid,
    attended: bool,
}

/// The sessions of whoever asks, the latest beginning first: over, to come, called off.
#[utoipa::path(get, path = "/api/facilitator/sessions", tag = "studio", params(StudioPageQuery), responses((status = 200, body = SessionPage)))]
pub(crate) async fn sessions(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<StudioPageQuery>,
) -> Result<Answer<SessionPage>, Problem> {
    let (before, size) = (moment_cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.sessions_of(staff.id, before, size + 1).await?;
    let found = page(found, size, after, |item| StudioSession::from(&item));
    Ok(Answer(found.into()))
}

/// The bookings of all sessions of whoever asks, the newest first, cancelled ones too.
#[utoipa::path(get, path = "/api/facilitator/bookings", tag = "studio", params(StudioPageQuery), responses((status = 200, body = GuestBookingPage)))]
pub(crate) async fn bookings(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<StudioPageQuery>,
) -> Result<Answer<GuestBookingPage>, Problem> {
    let (before, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web
        .house
        .bookings_of_facilitator(staff.id, before, size + 1);
    Ok(Answer(listed(found.await?, size)))
}

/// The bookings of one's own session, in the order they were made.
#[utoipa::path(get, path = "/api/facilitator/sessions/{id}/bookings", tag = "studio", params(("id" = Uuid, Path), SessionBookingsQuery), responses((status = 200, body = GuestBookingPage)))]
pub(crate) async fn bookings_of_session(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<SessionBookingsQuery>,
) -> Result<Answer<GuestBookingPage>, Problem> {
    let id = id_of(&id)?;
    let (after, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web
        .house
        .bookings_of_session(id, &staff, query.with_cancelled, after, size + 1);
    Ok(Answer(listed(found.await?, size)))
}

fn listed(found: Vec<BookingItem>, size: u32) -> GuestBookingPage {
    let after = |item: &BookingItem| item.view.id.to_string();
    page(found, size, after, |item| GuestBooking::from(&item)).into()
}

/// Notes that a guest of one's own session came, or that they did not after all.
#[utoipa::path(post, path = "/api/facilitator/bookings/{id}/attendance", tag = "studio", params(("id" = Uuid, Path)), request_body = Attendance, responses((status = 200, body = AttendanceNoted)))]
pub(crate) async fn attendance(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<Attendance>,
) -> Result<Answer<AttendanceNoted>, Problem> {
    let booking_id = id_of(&id)?;
    let noted = web.house.attend(booking_id, body.attended, &staff).await?;
    Ok(Answer(AttendanceNoted {
        message: "Attendance noted",
        booking_id,
        session_id: noted.session_id,
        attended: noted.status == ReservationStatus::CheckedIn,
    }))
}

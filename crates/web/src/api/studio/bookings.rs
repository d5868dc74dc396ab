//! Members book, look at their bookings and give places back.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_domain::limits::Limit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    StudioPageQuery, admit,
    booking::{BookingPage, StudioBooking},
};
use crate::{
    Web,
    api::{
        listing::{Page, cursor, page, size},
        performances::id_of,
        travel::PayBody,
    },
    http::{Json, Path, Problem, Query, SignedIn, session_not_paid},
};

/// A wish for a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStudioBooking {
    /// What is booked.
    session_id: Uuid,
    /// What the facilitator should know: at most 1,000 characters.
    #[schema(example = "I have a bad knee.")]
    notes: Option<String>,
}

/// A booking that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingMade {
    #[schema(example = "Booking confirmed")]
    message: &'static str,
    booking_id: Uuid,
    /// What is due for it, in minor units such as cents; left out when nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2500)]
    price: Option<u64>,
    /// Left out when nothing is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EUR")]
    currency: Option<&'static str>,
}

/// A booking that was cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioBookingCancelled {
    #[schema(example = "Booking cancelled")]
    message: &'static str,
    booking_id: Uuid,
    session_id: Uuid,
    /// The free places of the session now.
    #[schema(example = 6)]
    available_spots: u32,
}

/// Books a place of a session for whoever asks; it is confirmed at once. One each.
#[utoipa::path(post, path = "/api/bookings", tag = "studio", request_body = NewStudioBooking, responses((status = 201, body = BookingMade)))]
pub(crate) async fn book(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<NewStudioBooking>,
) -> Result<(StatusCode, Answer<BookingMade>), Problem> {
    admit(&web, Limit::BookingCreate, &staff).await?;
    let booking = web
        .house
        .book_session(body.session_id, staff.id, body.notes.as_deref());
    let booked = booking.await?;
    let due = (!booked.price.is_zero()).then_some(booked.price);
    let made = BookingMade {
        message: "Booking confirmed",
        booking_id: booked.booking_id,
        price: due.map(|price| price.amount),
        currency: due.map(|price| price.currency.code()),
    };
    Ok((StatusCode::CREATED, Answer(made)))
}

/// The bookings of whoever asks, the newest first, cancelled ones too.
#[utoipa::path(get, path = "/api/bookings/my", tag = "studio", params(StudioPageQuery), responses((status = 200, body = BookingPage)))]
pub(crate) async fn my(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<StudioPageQuery>,
) -> Result<Answer<BookingPage>, Problem> {
    let (before, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.bookings_of_member(staff.id, before, size + 1);
    let told = |item| StudioBooking::of_member(&web.house, &item);
    let Page { items, next } = page(found.await?, size, |item| item.view.id.to_string(), told);
    let items = items.into_iter().collect::<Result<_, _>>()?;
    Ok(Answer(Page { items, next }.into()))
}

/// Cancels a booking of whoever asks, before the session begins: the place is free at once, and the facilitator is told.
#[utoipa::path(post, path = "/api/bookings/{id}/cancel", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = StudioBookingCancelled)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<StudioBookingCancelled>, Problem> {
    let booking_id = id_of(&id)?;
    let cancelled = web.house.cancel_booking(booking_id, staff.id).await?;
    Ok(Answer(StudioBookingCancelled {
        message: "Booking cancelled",
        booking_id,
        session_id: cancelled.session_id,
        available_spots: cancelled.available,
    }))
}

/// Pays what is due for a booking of whoever asks. The place is theirs whether it is paid or not.
#[utoipa::path(post, path = "/api/bookings/{id}/pay", tag = "studio", params(("id" = Uuid, Path)), request_body = PayBody, responses((status = 202, body = StudioBooking)))]
pub(crate) async fn pay(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<PayBody>,
) -> Result<(StatusCode, Answer<StudioBooking>), Problem> {
    let booking_id = id_of(&id)?;
    let (method, phone) = body.payer()?;
    admit(&web, Limit::TravelPay, &staff).await?;
    web.house
        .pay_for_session(staff.id, booking_id, method, phone)
        .await
        .map_err(session_not_paid)?;
    let item = web.house.own_booking(booking_id, staff.id).await?;
    let item = item.ok_or_else(Problem::not_found)?;
    let told = StudioBooking::of_member(&web.house, &item)?;
    Ok((StatusCode::ACCEPTED, Answer(told)))
}

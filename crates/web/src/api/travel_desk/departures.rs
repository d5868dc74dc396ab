//! Departures: listed, looked at, left, called off.

use axum::{Json as Answer, extract::State, response::IntoResponse, response::Response};
use foh_app::travel::DepartureQuery;
use foh_domain::travel::DepartureStatus;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::{DeskBooking, DeskDeparture};
use crate::{
    Web,
    api::{
        listing::{moment_cursor, page, search, size},
        performances::id_of,
    },
    http::{Confirmed, Path, Problem, Query, SignedIn},
    pages::words,
};

/// Which departures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeskDepartureQuery {
    /// Leaving on this day or later, such as `2026-11-28`; today if not given.
    from: Option<String>,
    /// Leaving on this day or earlier; `from` if not given.
    to: Option<String>,
    /// Only of this route.
    route_id: Option<Uuid>,
    /// Only those that are `scheduled`, `departed` or `cancelled`.
    status: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// A page of departures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskDeparturePage {
    items: Vec<DeskDeparture>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

/// Who travels with a departure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskPassengers {
    departure: DeskDeparture,
    bookings: Vec<DeskBooking>,
}

/// Which bookings of a departure.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeskPassengerQuery {
    /// A part of the name, digits of the number, or the reference.
    #[serde(default)]
    q: String,
    /// `true` for bookings that stand no more, too.
    #[serde(default)]
    all: bool,
}

/// A departure that was called off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartureCalledOff {
    #[schema(example = "cancelled")]
    status: &'static str,
    /// How many bookings were cancelled with it.
    #[schema(example = 12)]
    bookings: u32,
    /// How many of them get money back.
    #[schema(example = 10)]
    refunds: u32,
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    let message = "Give a day such as 2026-11-28.";
    text.map(|text| {
        text.parse()
            .map_err(|_| Problem::malformed(format!("{field}: {message}")).fault(field, message))
    })
    .transpose()
}

/// The departures of one's routes in the order of their leaving; administrators see all.
#[utoipa::path(get, path = "/api/travel/departures", tag = "travel desk", params(DeskDepartureQuery), responses((status = 200, body = DeskDeparturePage)))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<DeskDepartureQuery>,
) -> Result<Answer<DeskDeparturePage>, Problem> {
    let from = if let Some(day) = day("from", query.from.as_deref())? {
        day
    } else {
        let zone = web.house.desk_place(&staff).await?.zone;
        words::local(web.house.now(), &zone).date()
    };
    let to = day("to", query.to.as_deref())?.unwrap_or(from);
    let status = query.status.as_deref().map(|word| {
        let message = "Give scheduled, departed or cancelled.";
        DepartureStatus::parse(word).ok_or_else(|| {
            Problem::malformed(format!("status: {message}")).fault("status", message)
        })
    });
    let size = size(query.limit)?;
    let wanted = DepartureQuery {
        from,
        to,
        route_id: query.route_id,
        status: status.transpose()?,
        after: moment_cursor(query.after.as_deref())?,
        limit: size + 1,
    };
    let found = web.house.departures(wanted, staff.held_to()).await?;
    let found = page(
        found,
        size,
        |view| format!("{}_{}", view.departs_at.as_microsecond(), view.id),
        |view| DeskDeparture::from(&view),
    );
    Ok(Answer(DeskDeparturePage {
        items: found.items,
        next: found.next,
    }))
}

/// A departure, however it stands.
#[utoipa::path(get, path = "/api/travel/departures/{id}", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskDeparture)))]
pub(crate) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskDeparture>, Problem> {
    let held_to = staff.held_to();
    let departure = web.house.departure_for_staff(id_of(&id)?, held_to).await?;
    Ok(Answer((&departure).into()))
}

/// Who travels with a departure, in the order they booked; cancelled bookings are left out unless asked for.
#[utoipa::path(get, path = "/api/travel/departures/{id}/passengers", tag = "travel desk", params(("id" = Uuid, Path), DeskPassengerQuery), responses((status = 200, body = DeskPassengers)))]
pub(crate) async fn passengers(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<DeskPassengerQuery>,
) -> Result<Answer<DeskPassengers>, Problem> {
    let wanted = search(query.q)?;
    let found = web.house.passengers(id_of(&id)?, !query.all, &staff).await;
    let (departure, items) = found?;
    let bookings = items.iter().filter(|item| item.answers_to(&wanted));
    Ok(Answer(DeskPassengers {
        departure: (&departure).into(),
        bookings: bookings.map(Into::into).collect(),
    }))
}

/// Says that a bus has left, an hour before its time or later: nothing is sold any more. Saying so again changes nothing.
#[utoipa::path(post, path = "/api/travel/departures/{id}/depart", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskDeparture)))]
pub(crate) async fn depart(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskDeparture>, Problem> {
    let departure = web
        .house
        .mark_departed(id_of(&id)?, staff.held_to())
        .await?;
    Ok(Answer((&departure).into()))
}

/// Calls a departure off: its bookings are cancelled, everybody is told, and what was paid goes back. Whoever asks by session must have given the
/// password within ten minutes.
#[utoipa::path(post, path = "/api/travel/departures/{id}/cancel", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DepartureCalledOff)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let done = web.house.cancel_departure(id_of(&id)?, &staff).await;
    let done = done?;
    let answer = DepartureCalledOff {
        status: DepartureStatus::Cancelled.as_str(),
        bookings: done.bookings,
        refunds: done.refunds,
    };
    Ok(Answer(answer).into_response())
}

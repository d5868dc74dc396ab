//! Departures, as administrators see them.

use axum::{Json as Answer, extract::State};
use foh_app::travel::{DepartureError, DepartureQuery, DepartureView, TravelPeriod};
use foh_domain::travel::DepartureStatus;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::desk_zone;
use crate::{
    Web,
    api::{
        listing::{Page, moment_cursor, page, size},
        performances::id_of,
    },
    http::{Path, Problem, Query},
    pages::words,
};

/// The status a word names.
pub(crate) fn status_of(word: &str) -> Result<DepartureStatus, Problem> {
    DepartureStatus::parse(word).ok_or_else(|| {
        Problem::malformed("status: there is no such status.")
            .fault("status", "There is no such status.")
    })
}

/// Administrators are held to no route: a departure is there or it is not.
pub(crate) fn unseen(error: DepartureError) -> Problem {
    match error {
        DepartureError::Store(error) => error.into(),
        DepartureError::Unknown | DepartureError::NotYours | DepartureError::Refused(_) => {
            Problem::not_found()
        }
    }
}

/// The last day of a period that begins here and is looked at when nothing is asked.
pub(crate) fn most_days(from: Date) -> Date {
    from.saturating_add((TravelPeriod::MOST_DAYS - 1).days())
}

/// Which departures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeparturesQuery {
    /// Leaving on this day or later, by the clocks where they leave; usually today.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Leaving on this day or earlier; usually 91 days after `from`.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Only of this route.
    route_id: Option<Uuid>,
    /// Only those that are `scheduled`, `departed` or `cancelled`.
    status: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// A departure with its seats.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManagedDeparture {
    id: Uuid,
    /// What it was made of.
    schedule_id: Uuid,
    /// The day of the timetable.
    #[schema(example = "2026-11-28")]
    date: String,
    /// When it leaves, by the clocks there.
    #[schema(example = "2026-11-28T06:30:00+02:00")]
    departs_at: String,
    /// When it arrives, by the clocks where it leaves.
    #[schema(example = "2026-11-28T09:00:00+02:00")]
    arrives_at: String,
    #[schema(example = "Africa/Kigali")]
    time_zone: String,
    /// `scheduled`, `departed` or `cancelled`.
    #[schema(example = "scheduled")]
    status: &'static str,
    route_id: Uuid,
    #[schema(example = "Kigali to Huye")]
    route: String,
    #[schema(example = "RAB 123 C")]
    plate: String,
    /// Whose bus it is; may be empty.
    company: String,
    /// What a seat costs, as a decimal.
    #[schema(example = "3000")]
    fare: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// All seats.
    seats: u32,
    /// Those that are sold.
    sold: u32,
    /// Those that are held for bookings that are not paid yet.
    held: u32,
    /// Those that were taken out by hand.
    blocked: u32,
    /// Those that can still be booked.
    remaining_seats: u32,
}

impl From<&DepartureView> for ManagedDeparture {
    fn from(view: &DepartureView) -> Self {
        let local = |at| words::machine(&words::local(at, &view.time_zone));
        Self {
            id: view.id,
            schedule_id: view.schedule_id,
            date: view.day.to_string(),
            departs_at: local(view.departs_at),
            arrives_at: local(view.arrives_at),
            time_zone: view.time_zone.as_str().to_owned(),
            status: view.status.as_str(),
            route_id: view.route.id,
            route: view.route.name.clone(),
            plate: view.plate.clone(),
            company: view.company.clone(),
            fare: view.fare.plain(),
            currency: view.fare.currency.code(),
            seats: view.places.total(),
            sold: view.places.confirmed,
            held: view.places.held,
            blocked: view.places.manually_occupied,
            remaining_seats: view.places.available(),
        }
    }
}

/// Departures, in the order of their leaving.
#[utoipa::path(get, path = "/api/admin/travel/departures", tag = "travel administration", params(DeparturesQuery), responses((status = 200, body = Page<ManagedDeparture>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<DeparturesQuery>,
) -> Result<Answer<Page<ManagedDeparture>>, Problem> {
    let size = size(query.limit)?;
    let zone = desk_zone(&web).await?.rules();
    let from = query
        .from
        .unwrap_or_else(|| web.house.now().to_zoned(zone).date());
    let wanted = DepartureQuery {
        from,
        to: query.to.unwrap_or_else(|| most_days(from)),
        route_id: query.route_id,
        status: query.status.as_deref().map(status_of).transpose()?,
        after: moment_cursor(query.after.as_deref())?,
        limit: size + 1,
    };
    let found = web.house.departures(wanted, None).await.map_err(unseen)?;
    let last = |view: &DepartureView| format!("{}_{}", view.departs_at.as_microsecond(), view.id);
    Ok(Answer(page(found, size, last, |view| {
        ManagedDeparture::from(&view)
    })))
}

/// One departure.
#[utoipa::path(get, path = "/api/admin/travel/departures/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedDeparture)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ManagedDeparture>, Problem> {
    let found = web.house.departure_for_staff(id_of(&id)?, None);
    let found = found.await.map_err(unseen)?;
    Ok(Answer(ManagedDeparture::from(&found)))
}

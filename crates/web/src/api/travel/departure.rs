//! A departure as everybody may see it.

use foh_app::travel::DepartureView;
use foh_domain::payments::Money;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pages::words;

/// Where a departure goes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartureRouteBody {
    id: Uuid,
    #[schema(example = "Kigali to Huye")]
    name: String,
    #[schema(example = "Kigali")]
    origin: String,
    #[schema(example = "Huye")]
    destination: String,
    /// What a seat costs.
    #[schema(example = "5000")]
    fare: String,
    #[schema(example = "RWF")]
    currency: &'static str,
}

/// The bus of a departure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartureBus {
    #[schema(example = "RAB 123 C")]
    plate_number: String,
    /// May be empty.
    #[schema(example = "Volcano Lines")]
    company: String,
    /// Every seat of this departure.
    #[schema(example = 30)]
    capacity: u32,
}

/// A departure.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the members are the contract's")]
pub(crate) struct Departure {
    id: Uuid,
    /// The day of the timetable, by the clocks where it leaves.
    #[schema(example = "2026-11-28")]
    date: String,
    /// With the offset of where it leaves.
    #[schema(example = "2026-11-28T06:30:00+02:00")]
    departure_time: String,
    /// By the same clocks.
    #[schema(example = "2026-11-28T09:00:00+02:00")]
    arrival_time: String,
    #[schema(example = "Africa/Kigali")]
    time_zone: String,
    /// `scheduled`, `departed` or `cancelled`.
    #[schema(example = "scheduled")]
    status: &'static str,
    route: DepartureRouteBody,
    bus: DepartureBus,
    /// Informational, since somebody else may be faster.
    #[schema(example = 12)]
    remaining_seats: u32,
    /// Whole minutes until it leaves; 0 when its time has come.
    #[schema(example = 95)]
    time_to_departure: u64,
}

impl Departure {
    /// As it stands at `now`.
    pub(crate) fn at(view: &DepartureView, now: Timestamp) -> Self {
        let local = |at| words::machine(&words::local(at, &view.time_zone));
        let minutes = view.departs_at.duration_since(now).as_mins();
        let Money { currency, .. } = view.fare;
        Self {
            id: view.id,
            date: view.day.to_string(),
            departure_time: local(view.departs_at),
            arrival_time: local(view.arrives_at),
            time_zone: view.time_zone.as_str().to_owned(),
            status: view.status.as_str(),
            route: DepartureRouteBody {
                id: view.route.id,
                name: view.route.name.clone(),
                origin: view.route.origin.clone(),
                destination: view.route.destination.clone(),
                fare: view.fare.plain(),
                currency: currency.code(),
            },
            bus: DepartureBus {
                plate_number: view.plate.clone(),
                company: view.company.clone(),
                capacity: view.places.total(),
            },
            remaining_seats: view.places.available(),
            time_to_departure: u64::try_from(minutes).unwrap_or(0),
        }
    }
}

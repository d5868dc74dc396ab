//! Journeys in words.

use foh_app::travel::{DepartureItem, DepartureView};
use foh_domain::theatre::Zone;

use crate::{
    pages::words,
    views::{
        parts::Places,
        travel::{DepartureRow, Journey},
    },
};

/// From where to where and when, on the clocks where the bus leaves.
pub(super) fn journey(view: &DepartureView) -> Journey {
    let leaves = words::local(view.departs_at, &view.time_zone);
    let arrives = words::local(view.arrives_at, &view.time_zone);
    let minutes = view.arrives_at.duration_since(view.departs_at).as_mins();
    Journey {
        from: view.route.origin.clone(),
        to: view.route.destination.clone(),
        date: words::date(&leaves),
        time: words::time(&leaves),
        datetime: words::machine(&leaves),
        arrives: if arrives.date() == leaves.date() {
            words::time(&arrives)
        } else {
            words::moment(&arrives)
        },
        arrives_datetime: words::machine(&arrives),
        duration: words::duration(u32::try_from(minutes).unwrap_or(0)),
        plate: view.plate.clone(),
        company: view.company.clone(),
        zone: words::zone_name(&view.time_zone),
    }
}

/// How full a bus is.
pub(super) fn places(view: &DepartureView) -> Places {
    Places {
        left: view.places.available(),
        total: view.places.total(),
    }
}

/// A departure in the list.
pub(super) fn row(item: &DepartureItem) -> DepartureRow {
    DepartureRow {
        href: href(&item.departure),
        journey: journey(&item.departure),
        fare: item.departure.fare.to_string(),
        places: places(&item.departure),
    }
}

/// The page of a departure.
pub(super) fn href(view: &DepartureView) -> String {
    format!("/travel/departures/{}", view.id)
}

/// The departures of the same day.
pub(super) fn that_day(view: &DepartureView) -> String {
    let route = &view.route;
    format!(
        "/travel?from={}&to={}&date={}",
        route.origin_id, route.destination_id, view.day
    )
}

/// The next departures of the same route.
pub(super) fn that_route(view: &DepartureView) -> String {
    let route = &view.route;
    format!(
        "/travel?from={}&to={}",
        route.origin_id, route.destination_id
    )
}

/// "Times are Kigali time."
pub(super) fn zone_note(zone: &Zone) -> String {
    format!("Times are {}.", words::zone_name(zone))
}

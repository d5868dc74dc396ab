//! Departures, as administrators look for them; the desk looks after each.

use super::desk_href;
use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State},
    parts::{Choice, Places},
};

/// A line of the list of departures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureLine {
    /// The id.
    pub id: String,
    /// "Sat 28 Nov 2026, 06:30".
    pub when: String,
    /// The name of the route.
    pub route: String,
    /// "RAB 123 C".
    pub bus: String,
    /// "RWF 3,000".
    pub fare: String,
    /// Its seats.
    pub places: Places,
    /// Where it stands.
    pub state: State,
}

/// What the list is narrowed down to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepartureListFilter {
    /// Query parameter `route_id`.
    pub route_id: String,
    /// Query parameter `status`.
    pub status: String,
    /// Query parameter `from`, ISO 8601.
    pub from: String,
    /// Query parameter `to`, ISO 8601.
    pub to: String,
}

/// `/admin/travel/departures`.
#[must_use]
pub fn departures(
    basics: ListBasics,
    filter: &DepartureListFilter,
    routes: Vec<Choice>,
    statuses: Vec<Choice>,
    lines: Vec<DepartureLine>,
) -> ListPage {
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Departures".to_owned(),
        intro: "Times are those of the clocks where the buses leave.".to_owned(),
        notice: basics.notice,
        create: None,
        export: None,
        search: Some(Search {
            action: "/admin/travel/departures".to_owned(),
            label: String::new(),
            query: String::new(),
            filters: vec![
                Filter::select("route_id", "Route", &filter.route_id, routes),
                Filter::date("from", "From", &filter.from),
                Filter::date("to", "To", &filter.to),
                Filter::select("status", "State", &filter.status, statuses),
            ],
            advice: "Choose other days, or all routes.".to_owned(),
        }),
        columns: vec![
            Column::words("Leaves"),
            Column::words("Route"),
            Column::words("Bus"),
            Column::numbers("Fare"),
            Column::words("Seats"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.when, desk_href(&line.id)),
                    Cell::Text(line.route),
                    Cell::Text(line.bus),
                    Cell::Text(line.fare),
                    Cell::Places(line.places),
                    Cell::State(line.state),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No departure on these days",
            "Departures are made of schedules, 60 days ahead.",
            Some(Link::new("See the schedules", "/admin/travel/schedules")),
        ),
        pager: basics.pager,
    }
}

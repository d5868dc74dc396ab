//! What the administrators of the travel desk look after: the timetable, who sells it, and what it brings in.

mod bus;
mod dashboard;
mod departure;
mod district;
mod operator;
mod route;
mod schedule;

pub use bus::{BusLine, BusPage, buses};
pub use dashboard::{DashboardPage, MethodLine, PeriodForm};
pub use departure::{DepartureLine, DepartureListFilter, departures};
pub use district::{DistrictLine, DistrictPage, DistrictRemovePage, districts};
pub use operator::{OperatorLine, OperatorPage, RouteChoice, operators};
pub use route::{RouteLine, RoutePage, routes};
pub use schedule::{DayChoice, ScheduleLine, SchedulePage, schedules};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/admin/travel`.
    Overview,
    /// `/admin/travel/departures`.
    Departures,
    /// `/admin/travel/schedules`.
    Schedules,
    /// `/admin/travel/routes`.
    Routes,
    /// `/admin/travel/buses`.
    Buses,
    /// `/admin/travel/districts`.
    Districts,
    /// `/admin/travel/operators`.
    Operators,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/admin/travel",
            Self::Departures => "/admin/travel/departures",
            Self::Schedules => "/admin/travel/schedules",
            Self::Routes => "/admin/travel/routes",
            Self::Buses => "/admin/travel/buses",
            Self::Districts => "/admin/travel/districts",
            Self::Operators => "/admin/travel/operators",
        }
    }
}

/// A departure that a change has left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDeparture {
    /// The id.
    pub id: String,
    /// "Sat 28 Nov 2026, 06:30".
    pub when: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// How it differs: "RWF 4,500", "RAB 123 C".
    pub note: String,
}

impl KeptDeparture {
    /// Where the desk looks after it.
    #[must_use]
    pub fn href(&self) -> String {
        desk_href(&self.id)
    }
}

/// Where the desk looks after a departure.
fn desk_href(departure_id: &str) -> String {
    format!("/travel/desk/departures/{departure_id}")
}

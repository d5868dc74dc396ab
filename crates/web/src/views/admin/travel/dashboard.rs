//! How full the buses are, and what they bring in.

use askama::Template;

use crate::views::{
    admin::{Link, errors_of},
    chart::BarChart,
    frame::{Frame, NavItem},
    parts::{Field, FieldError},
};

/// The days that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodForm {
    /// "Last 7 days" and the like.
    pub presets: Vec<NavItem>,
    /// The first day, ISO 8601.
    pub from: Field,
    /// The last day, ISO 8601.
    pub to: Field,
}

/// What came in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodLine {
    /// "MTN `MoMo`".
    pub method: String,
    /// How many payments.
    pub payments: String,
    /// What they came to.
    pub taken: String,
    /// How many refunds.
    pub refunds: String,
    /// What they came to.
    pub given_back: String,
    /// What is left.
    pub net: String,
}

/// `/admin/travel`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/dashboard.html")]
pub struct DashboardPage {
    /// The frame.
    pub frame: Frame,
    /// "1 to 30 November 2026".
    pub days: String,
    /// The days to look at.
    pub period: PeriodForm,
    /// What a timetable needs first, while there is none.
    pub first: Option<Link>,
    /// Seats, sold, held, taken: each with its name.
    pub seats: Vec<(&'static str, String)>,
    /// How full each route is.
    pub by_route: BarChart,
    /// How full each departure is, the first of them.
    pub by_departure: BarChart,
    /// The departures that are not in the picture.
    pub more_departures: Option<Link>,
    /// The currencies that came in, when there are several.
    pub currencies: Vec<NavItem>,
    /// What came in each way; the last line is their sum.
    pub methods: Vec<MethodLine>,
    /// What came in on each day.
    pub money_by_day: BarChart,
    /// What came in for each route.
    pub money_by_route: BarChart,
    /// What came in each way.
    pub money_by_method: BarChart,
    /// Each departure as a file.
    pub occupancy_csv: String,
    /// Each day as a file.
    pub revenue_csv: String,
}

impl DashboardPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("from", "From", &self.period.from),
            ("to", "To", &self.period.to),
        ])
    }
}

//! The sessions of a facilitator at a glance.

use askama::Template;

use super::{BookingLine, SessionLine};
use crate::views::{chart::BarChart, frame::Frame};

/// A number with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// "Bookings".
    pub label: &'static str,
    /// "42", "€1,050.00".
    pub value: String,
}

/// `/facilitator`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/dashboard.html")]
pub struct DashboardPage {
    /// The frame.
    pub frame: Frame,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// Whether they have made no session yet; nothing else is shown then.
    pub is_new: bool,
    /// Whether guests can read who they are.
    pub has_profile: bool,
    /// The totals.
    pub metrics: Vec<Metric>,
    /// The sessions that begin next.
    pub next: Vec<SessionLine>,
    /// The newest bookings.
    pub recent: Vec<BookingLine>,
    /// Bookings made in each of the last weeks.
    pub weeks: BarChart,
    /// How full the next sessions are.
    pub fill: BarChart,
    /// What is due for the bookings made in each of the last months.
    pub months: BarChart,
}

//! A facilitator's numbers.

use axum::{Json as Answer, extract::State};
use foh_app::studio::{Dashboard, Metrics, Period};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::booking::GuestBooking;
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::render::house_zone,
};

/// How many, and how much.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioMetrics {
    /// Sessions ever made.
    #[schema(example = 14)]
    total_sessions: u64,
    /// Those that were not called off.
    #[schema(example = 12)]
    active_sessions: u64,
    /// Those of them that have not begun.
    #[schema(example = 3)]
    upcoming_sessions: u64,
    /// Bookings that stand.
    #[schema(example = 97)]
    total_bookings: u64,
    /// What is due for all of them, in minor units such as cents of `currency`.
    #[schema(example = 242_500)]
    total_revenue: u64,
    #[schema(example = "EUR")]
    currency: &'static str,
}

/// The bookings of a week or a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioPeriod {
    /// Its first day.
    #[schema(example = "2026-11-16")]
    from: String,
    /// How many were made in it and stand.
    #[schema(example = 9)]
    bookings: u64,
    /// What is due for them, in minor units.
    #[schema(example = 22_500)]
    revenue: u64,
}

/// How full a session is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioFill {
    session_id: Uuid,
    #[schema(example = "Breathing in winter")]
    title: String,
    #[schema(example = "2026-11-28T17:00:00Z")]
    start_time: String,
    #[schema(example = 7)]
    booked: u32,
    #[schema(example = 12)]
    capacity: u32,
}

/// What a facilitator sees first.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioDashboard {
    metrics: StudioMetrics,
    /// What was paid of what is due, and not given back, in minor units of the currency of the metrics.
    #[schema(example = 197_500)]
    paid: u64,
    /// The newest ten.
    recent_bookings: Vec<GuestBooking>,
    /// The last twelve, the oldest first.
    weeks: Vec<StudioPeriod>,
    /// The last twelve, the oldest first.
    months: Vec<StudioPeriod>,
    /// The sessions that begin next, at most 40.
    fill: Vec<StudioFill>,
}

impl From<Metrics> for StudioMetrics {
    fn from(Metrics { totals, revenue }: Metrics) -> Self {
        Self {
            total_sessions: totals.sessions,
            active_sessions: totals.active_sessions,
            upcoming_sessions: totals.upcoming_sessions,
            total_bookings: totals.bookings,
            total_revenue: revenue.amount,
            currency: revenue.currency.code(),
        }
    }
}

impl From<Period> for StudioPeriod {
    fn from(period: Period) -> Self {
        Self {
            from: period.from.to_string(),
            bookings: period.bookings,
            revenue: period.revenue.amount,
        }
    }
}

impl From<Dashboard> for StudioDashboard {
    fn from(seen: Dashboard) -> Self {
        let fill = seen.fill.into_iter().map(|session| StudioFill {
            session_id: session.session_id,
            title: session.title,
            start_time: session.starts_at.to_string(),
            booked: session.places.taken(),
            capacity: session.places.total(),
        });
        Self {
            metrics: seen.metrics.into(),
            paid: seen.paid.amount,
            recent_bookings: seen.recent.iter().map(GuestBooking::from).collect(),
            weeks: seen.weeks.into_iter().map(Into::into).collect(),
            months: seen.months.into_iter().map(Into::into).collect(),
            fill: fill.collect(),
        }
    }
}

/// The sessions and bookings of whoever asks in numbers, by the days of the house's clock.
#[utoipa::path(get, path = "/api/facilitator/dashboard", tag = "studio", responses((status = 200, body = StudioDashboard)))]
pub(crate) async fn dashboard(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<StudioDashboard>, Problem> {
    let zone = house_zone(&web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let seen = web.house.dashboard(staff.id, &zone).await?;
    Ok(Answer(seen.into()))
}

//! One's sessions at a glance.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::studio::{Dashboard, Period, Sort};
use foh_domain::theatre::Zone;
use jiff::{civil::Date, tz::TimeZone};

use super::{
    frame,
    lines::{self, Now},
};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{render, words},
    views::{
        chart::{Bar, BarChart, Measure},
        studio::facilitator::{DashboardPage, Metric, Section},
    },
};

/// Sessions shown as next, and in the chart of how full they are.
const NEXT: usize = 8;

/// `GET /facilitator`
pub(super) async fn overview(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let rules = zone.as_ref().map_or(TimeZone::UTC, Zone::rules);
    let found = web.house.dashboard(staff.id, &rules).await?;
    let next = u32::try_from(NEXT).unwrap_or(u32::MAX);
    let coming = web
        .house
        .sessions_sorted(staff.id, Sort::Coming, None, next)
        .await?;
    let profile = web.house.facilitator_of(staff.id).await?;
    let now = Now {
        at: web.house.now(),
        zone,
    };
    let page = DashboardPage {
        frame: frame(&web, "Your sessions", Section::Overview, &staff).await?,
        date: words::date(&now.at.to_zoned(rules.clone())),
        is_new: found.metrics.totals.sessions == 0,
        has_profile: profile.is_some_and(|found| !found.profile.bio.is_empty()),
        metrics: metrics(&found),
        next: coming.iter().map(|item| now.session(item)).collect(),
        recent: found.recent.iter().map(|item| now.booking(item)).collect(),
        weeks: weeks(&found.weeks),
        fill: fill(&found, &rules),
        months: months(&found),
    };
    render::page(StatusCode::OK, &page)
}

fn metrics(found: &Dashboard) -> Vec<Metric> {
    let totals = &found.metrics.totals;
    [
        ("Coming", totals.upcoming_sessions.to_string()),
        ("Active", totals.active_sessions.to_string()),
        ("Ever made", totals.sessions.to_string()),
        ("Bookings", totals.bookings.to_string()),
        ("Due for them", found.metrics.revenue.to_string()),
        ("Paid of it", found.paid.to_string()),
    ]
    .into_iter()
    .map(|(label, value)| Metric { label, value })
    .collect()
}

fn weeks(weeks: &[Period]) -> BarChart {
    let bar = |week: &Period| Bar::new(day(week.from), week.bookings);
    BarChart {
        id: "weeks",
        title: "Bookings by week".into(),
        of: "Week of",
        measured: "Bookings",
        measure: Measure::Count,
        empty: "Nobody has booked yet.",
        bars: weeks.iter().map(bar).collect(),
    }
}

fn months(found: &Dashboard) -> BarChart {
    let bar = |month: &Period| {
        let label = month.from.strftime("%B %Y").to_string();
        Bar::new(label, month.revenue.amount)
    };
    BarChart {
        id: "months",
        title: "Due by month of booking".into(),
        of: "Month",
        measured: "Due",
        measure: Measure::Money(found.metrics.revenue.currency),
        empty: "Nothing was due yet.",
        bars: found.months.iter().map(bar).collect(),
    }
}

fn fill(found: &Dashboard, rules: &TimeZone) -> BarChart {
    let bars = found.fill.iter().take(NEXT).map(|fill| {
        // The day first: a long label is cut, and a title comes again.
        let day = fill.starts_at.to_zoned(rules.clone()).strftime("%a %-d %b");
        let percent = lines::places(&fill.places).percent_taken();
        Bar::new(format!("{day}: {}", fill.title), percent.into())
    });
    BarChart {
        id: "fill",
        title: "How full the next sessions are".into(),
        of: "Session",
        measured: "Places taken",
        measure: Measure::Percent,
        empty: "No session is coming.",
        bars: bars.collect(),
    }
}

/// "23 November".
fn day(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}

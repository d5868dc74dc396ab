//! The list of performances.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    PerformanceView,
    theatre::{PerformanceQuery, ShowItem},
};
use foh_domain::identity::Permission;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::lists::{self, Asked, MOST_CHOICES, PAGE};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{render, words},
    views::{
        admin::{PerformanceFilter, PerformanceLine, Section, performances},
        parts::Choice,
        theatre::Booking,
    },
};

const PATH: &str = "/admin/performances";

/// The query of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    show_id: String,
    from: String,
    to: String,
}

/// `GET /admin/performances`: from today on, unless another day is asked for.
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let found = web
        .house
        .performances(wanted.query(&web, &asked).await?)
        .await?;
    let now = web.house.now();
    let zone_note = words::zone_note(&found);
    let name_zone = words::several_zones(&found);
    let page = listing::page(found, PAGE, lists::after, |performance| {
        line(&performance, now, name_zone)
    });
    let filters = [
        ("show_id", wanted.show_id.as_str()),
        ("from", &wanted.from),
        ("to", &wanted.to),
    ];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let section = Section::Performances;
    let mut basics = lists::basics(&web, "Performances", section, &staff, &asked, pager);
    basics.may_create = staff.may(Permission::Content);
    basics.frame.footer_note = zone_note;
    let filter = PerformanceFilter {
        shows: show_choices(&web).await?,
        show_id: wanted.show_id,
        from: wanted.from,
        to: wanted.to,
    };
    render::page(StatusCode::OK, &performances(basics, filter, page.items))
}

impl Wanted {
    async fn query(&self, web: &Web, asked: &Asked) -> Result<PerformanceQuery, Problem> {
        let zone = render::house_zone(web).await?;
        let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
        let today = web.house.now().to_zoned(zone.clone()).date();
        let from = day("from", &self.from)?.unwrap_or(today);
        let to = match day("to", &self.to)? {
            Some(to) => begins(to.tomorrow().unwrap_or(to), &zone),
            None => Timestamp::MAX,
        };
        Ok(PerformanceQuery {
            published_only: false,
            show_id: lists::id("show_id", &self.show_id)?,
            from: begins(from, &zone),
            to,
            search: String::new(),
            after: listing::moment_cursor(lists::given(&asked.after))?,
            limit: PAGE + 1,
        })
    }
}

/// When the day begins.
pub(super) fn begins(day: Date, zone: &TimeZone) -> Timestamp {
    let begins = day.to_zoned(zone.clone());
    begins.map_or(Timestamp::MAX, |begins| begins.timestamp())
}

fn day(field: &'static str, text: &str) -> Result<Option<Date>, Problem> {
    lists::given(text)
        .map(|text| {
            Date::strptime("%Y-%m-%d", text).map_err(|_| {
                let message = "Give a date such as 2026-11-28.";
                Problem::malformed(format!("{field}: {message}")).fault(field, message)
            })
        })
        .transpose()
}

fn line(performance: &PerformanceView, now: Timestamp, name_zone: bool) -> PerformanceLine {
    let starts = words::local(performance.starts_at, &performance.time_zone);
    let mut when = starts.strftime("%a %-d %b %Y, %H:%M").to_string();
    if name_zone {
        when = format!("{when}, {}", words::zone_name(&performance.time_zone));
    }
    PerformanceLine {
        id: performance.id.to_string(),
        show_title: performance.title.clone(),
        when,
        datetime: words::machine(&starts),
        room: format!("{}, {}", performance.room, performance.venue),
        places: words::places(performance),
        booking_open: words::booking(performance, now) == Booking::Open,
    }
}

/// The shows to choose from, by their titles.
pub(super) async fn show_choices(web: &Web) -> Result<Vec<Choice>, Problem> {
    let shows = web.house.shows(false, String::new(), None, MOST_CHOICES);
    let mut shows: Vec<ShowItem> = shows.await?;
    shows.sort_by_key(|item| item.show.title.to_lowercase());
    Ok(shows
        .into_iter()
        .map(|item| Choice {
            value: item.id.to_string(),
            label: item.show.title,
        })
        .collect())
}

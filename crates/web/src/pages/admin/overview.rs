//! The first page: today, what comes next, and what needs a hand.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{PerformanceView, identity::Staff, theatre::PerformanceQuery};
use foh_domain::identity::Permission;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{frame, performances::begins};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{render, words},
    views::{
        admin::{Overview, PerformanceToday, Section, Step},
        theatre::Booking,
    },
};

/// Performances of one day.
const MOST_TODAY: u32 = 50;
/// Performances of the days to come.
const MOST_NEXT: u32 = 8;
/// Parked entries of the outbox that are counted.
const MOST_PARKED: u32 = 200;

/// `GET /admin`
pub(super) async fn overview(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let now = web.house.now().to_zoned(zone.clone());
    let midnight = begins(now.date().tomorrow().unwrap_or(Date::MAX), &zone);
    let page = Overview {
        frame: frame(&web, "Today", Section::Overview, &staff),
        date: words::date(&now),
        notice: None,
        parked: parked(&web, &staff).await?,
        today: today(&web, begins(now.date(), &zone), midnight).await?,
        next: next(&web, midnight).await?,
        steps: steps(&web, &staff).await?,
        may_open_door: staff.may(Permission::Door),
    };
    render::page(StatusCode::OK, &page)
}

async fn parked(web: &Web, staff: &Staff) -> Result<u32, Problem> {
    if !staff.may(Permission::BoxOffice) {
        return Ok(0);
    }
    Ok(web.house.parked(MOST_PARKED).await?)
}

async fn today(
    web: &Web,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<PerformanceToday>, Problem> {
    let mut lines = Vec::new();
    for performance in between(web, from, to, MOST_TODAY).await? {
        let door = web.house.door(performance.id).await?;
        let inside = door.map_or(0, |door| door.inside);
        lines.push(line(web, &performance, String::new(), inside));
    }
    Ok(lines)
}

async fn next(web: &Web, from: Timestamp) -> Result<Vec<PerformanceToday>, Problem> {
    let found = between(web, from, Timestamp::MAX, MOST_NEXT).await?;
    let lines = found.iter().map(|performance| {
        let starts = words::local(performance.starts_at, &performance.time_zone);
        let date = starts.strftime("%a %-d %B").to_string();
        line(web, performance, date, 0)
    });
    Ok(lines.collect())
}

async fn between(
    web: &Web,
    from: Timestamp,
    to: Timestamp,
    most: u32,
) -> Result<Vec<PerformanceView>, Problem> {
    let query = PerformanceQuery {
        published_only: false,
        to,
        ..PerformanceQuery::published(from, most)
    };
    Ok(web.house.performances(query).await?)
}

fn line(web: &Web, performance: &PerformanceView, date: String, inside: u32) -> PerformanceToday {
    let starts = words::local(performance.starts_at, &performance.time_zone);
    PerformanceToday {
        id: performance.id.to_string(),
        show_title: performance.title.clone(),
        date,
        time: words::time(&starts),
        datetime: words::machine(&starts),
        room: format!("{}, {}", performance.room, performance.venue),
        places: words::places(performance),
        booking_open: words::booking(performance, web.house.now()) == Booking::Open,
        confirmed: performance.places.confirmed,
        inside,
    }
}

/// What a content manager does before the first guest can reserve; nothing once a performance is planned.
async fn steps(web: &Web, staff: &Staff) -> Result<Vec<Step>, Problem> {
    let house = &web.house;
    let planned = !between(web, Timestamp::UNIX_EPOCH, Timestamp::MAX, 1)
        .await?
        .is_empty();
    if planned || !staff.may(Permission::Content) {
        return Ok(Vec::new());
    }
    let any = String::new;
    let venue = !house.venues(any(), None, 1).await?.is_empty();
    let room = !house.rooms(None, any(), None, 1).await?.is_empty();
    let show = !house.shows(false, any(), None, 1).await?.is_empty();
    let steps = [
        ("Add the venue", "/admin/venues/new", venue),
        ("Add a room to it", "/admin/rooms/new", room),
        ("Write down a show", "/admin/shows/new", show),
        (
            "Plan its first performance and open booking",
            "/admin/performances/new",
            false,
        ),
    ];
    Ok(steps
        .into_iter()
        .map(|(label, href, done)| Step {
            label: label.to_owned(),
            href: href.to_owned(),
            done,
        })
        .collect())
}

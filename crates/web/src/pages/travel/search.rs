//! Finding a bus: from where to where, and on which day.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{DepartureItem, RouteView},
};
use foh_domain::travel::District;
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use uuid::Uuid;

use super::words;
use crate::{
    Web,
    api::travel::{district_of, read_day},
    http::{MaybeStaff, Problem, Query},
    pages::{render, words as dates},
    views::{
        frame::Desk,
        parts::{Choice, Notice, NoticeKind},
        travel::{DayLink, Found, RouteLink, SearchForm, SearchPage},
    },
};

const PATH: &str = "/travel";
/// Days with departures that are named.
const DAYS: u32 = 7;
/// Routes that are listed where nothing is asked for yet.
const ROUTES: usize = 100;

/// The query as it came.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    to: String,
    date: String,
}

/// `GET /travel`
pub(super) async fn search(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = view(&web, &asked, staff.as_ref()).await?;
    let status = if page.notice.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    render::page(status, &page)
}

async fn view(web: &Web, asked: &Asked, staff: Option<&Staff>) -> Result<SearchPage, Problem> {
    let districts = web.house.districts().await?;
    let (from, to) = (
        district_of(&districts, &asked.from),
        district_of(&districts, &asked.to),
    );
    let day = read_day(&asked.date);
    let (mut notice, mut zone) = (misread(asked, from, to, day), None);
    let found = match (from, to) {
        (Some(from), Some(to)) if from.0 != to.0 => {
            let route = web.house.routes_for_sale(Some(from.0), Some(to.0)).await?;
            match route.first() {
                Some(route) => {
                    let (found, note) = on_route(web, route, day).await?;
                    zone = note;
                    found
                }
                None => no_route(web, from, to).await?,
            }
        }
        (Some(_), Some(_)) => {
            notice = Some(not_read("Choose two different places."));
            start(web).await?
        }
        _ => start(web).await?,
    };
    let both = from.zip(to).filter(|(from, to)| from.0 != to.0);
    let code = |of: Option<&(Uuid, District)>| of.map_or(String::new(), |(_, it)| it.code.clone());
    let date = day.map(|day| day.to_string()).unwrap_or_default();
    let mut frame = render::public_frame(web, "Find a bus", Desk::Travel, staff, PATH);
    frame.footer_note = zone;
    if let Some((from, to)) = both {
        frame.title = format!("{} to {}", from.1.name, to.1.name);
    }
    Ok(SearchPage {
        frame,
        notice,
        form: SearchForm {
            from: code(from),
            to: code(to),
            swap_href: both.map(|(from, to)| {
                let date = if date.is_empty() {
                    String::new()
                } else {
                    format!("&date={date}")
                };
                format!("{PATH}?from={}&to={}{date}", to.1.code, from.1.code)
            }),
            date,
            districts: districts.iter().map(choice).collect(),
        },
        found,
    })
}

fn choice((_, district): &(Uuid, District)) -> Choice {
    Choice {
        value: district.code.clone(),
        label: district.name.clone(),
    }
}

fn not_read(text: &str) -> Notice {
    Notice::new(NoticeKind::Warning, "This search cannot be read", text)
}

/// What of the query makes no sense.
fn misread<T>(
    asked: &Asked,
    from: Option<&T>,
    to: Option<&T>,
    day: Option<Date>,
) -> Option<Notice> {
    let unread = |text: &str, read: bool| !text.is_empty() && !read;
    if unread(&asked.from, from.is_some()) || unread(&asked.to, to.is_some()) {
        Some(not_read("Choose the places from the lists."))
    } else if unread(&asked.date, day.is_some()) {
        Some(not_read("Choose a day such as 2026-11-28."))
    } else {
        None
    }
}

async fn start(web: &Web) -> Result<Found, Problem> {
    let routes = web.house.routes_for_sale(None, None).await?;
    Ok(Found::Start {
        routes: links(&routes),
    })
}

/// Where else one gets from there; where buses go at all, if one gets nowhere from there.
async fn no_route(
    web: &Web,
    (from_id, from): &(Uuid, District),
    (_, to): &(Uuid, District),
) -> Result<Found, Problem> {
    let mut routes = web.house.routes_for_sale(Some(*from_id), None).await?;
    if routes.is_empty() {
        routes = web.house.routes_for_sale(None, None).await?;
    }
    Ok(Found::NoRoute {
        from: from.name.clone(),
        to: to.name.clone(),
        routes: links(&routes),
    })
}

fn links(routes: &[RouteView]) -> Vec<RouteLink> {
    let link = |route: &RouteView| RouteLink {
        href: route_href(route),
        from: route.origin.name.clone(),
        to: route.destination.name.clone(),
        duration: dates::duration(route.route.minutes),
        fare: route.route.fare.to_string(),
    };
    routes.iter().take(ROUTES).map(link).collect()
}

/// A code has letters and digits only.
fn route_href(route: &RouteView) -> String {
    let (from, to) = (&route.origin.code, &route.destination.code);
    format!("{PATH}?from={from}&to={to}")
}

/// What leaves on a day, or on the next that has departures; and the note on its times.
async fn on_route(
    web: &Web,
    route: &RouteView,
    day: Option<Date>,
) -> Result<(Found, Option<String>), Problem> {
    let days = web.house.departure_days(route.id, DAYS).await?;
    let shown = day.or_else(|| days.first().copied());
    let items = match shown {
        Some(day) => web.house.departures_on(route.id, day).await?,
        None => Vec::new(),
    };
    let links = days.iter().map(|day| DayLink {
        href: format!("{}&date={day}", route_href(route)),
        datetime: day.to_string(),
        weekday: day.strftime("%a").to_string(),
        day: day.strftime("%-d %b").to_string(),
        current: Some(*day) == shown,
    });
    let found = Found::Day {
        from: route.origin.name.clone(),
        to: route.destination.name.clone(),
        date: shown.map_or_else(
            || "Departures".to_owned(),
            |day| in_words(day, items.first(), web.house.now()),
        ),
        days: links.collect(),
        departures: items.iter().map(words::row).collect(),
    };
    let zone = items.first().map(|item| &item.departure.time_zone);
    Ok((found, zone.map(words::zone_note)))
}

/// "Tomorrow, Saturday 28 November 2026", by the clocks where the bus leaves.
fn in_words(day: Date, first: Option<&DepartureItem>, now: Timestamp) -> String {
    let date = day.strftime("%A %-d %B %Y").to_string();
    let today = first.map(|item| dates::local(now, &item.departure.time_zone).date());
    match today.and_then(|today| dates::nearness(day, today)) {
        Some(near) => format!("{near}, {date}"),
        None => date,
    }
}

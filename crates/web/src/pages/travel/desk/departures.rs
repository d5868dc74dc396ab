//! The departures of a day.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::travel::{DepartureQuery, Shift};
use foh_domain::payments::Money;
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use super::{
    frame,
    lines::{May, head},
};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{admin::lists::Asked, render, words},
    views::{
        admin::Link,
        travel_desk::{DepartureLine, DeparturesPage, Drawer, Section},
    },
};

/// Departures on a page.
const MOST: u32 = 500;

/// Which day.
#[derive(Deserialize)]
pub(super) struct Day {
    #[serde(default)]
    day: String,
}

/// `GET /travel/desk`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Day>,
) -> Result<Response, Problem> {
    let place = web.house.desk_place(&staff).await?;
    let now = web.house.now();
    let today = words::local(now, &place.zone).date();
    let day = wanted.day.parse().unwrap_or(today);
    let query = DepartureQuery {
        from: day,
        to: day,
        route_id: None,
        status: None,
        after: None,
        limit: MOST,
    };
    let found = web.house.departures(query, staff.held_to()).await?;
    let drawer = web.house.open_shift_of(&staff).await?;
    let lines = found.iter().map(|departure| {
        let may = May::of(departure, &staff, now);
        DepartureLine {
            departure: head(departure, now),
            may_sell: may.sell,
            may_check_in: may.check_in,
            quiet: !may.sell && !may.depart,
        }
    });
    let page = DeparturesPage {
        frame: frame(&web, "Departures", Section::Departures, &staff),
        notice: super::done::Done::notice(&asked.done),
        heading: heading(day, today),
        day: day.to_string(),
        previous: day.yesterday().ok().map(|day| link(day, today)),
        next: day.tomorrow().ok().map(|day| link(day, today)),
        today: (day != today && (day - today).get_days().abs() > 1).then(|| link(today, today)),
        drawer: standing(drawer.as_ref()),
        lines: lines.collect(),
        no_routes: staff.held_to().is_some_and(|routes| routes.is_empty()),
    };
    render::page(StatusCode::OK, &page)
}

fn heading(day: Date, today: Date) -> String {
    let whole = day.strftime("%A %-d %B %Y").to_string();
    match words::nearness(day, today) {
        Some(near) => format!("{near}, {whole}"),
        None => whole,
    }
}

fn link(day: Date, today: Date) -> Link {
    let yesterday = today.checked_sub(1.day()).is_ok_and(|before| before == day);
    let label = if yesterday {
        "Yesterday".to_owned()
    } else {
        words::nearness(day, today).unwrap_or_else(|| day.strftime("%a %-d %b").to_string())
    };
    Link::new(label, format!("/travel/desk?day={day}"))
}

fn standing(shift: Option<&Shift>) -> Drawer {
    shift.map_or(Drawer::Closed, |shift| Drawer::Open {
        href: format!("{}/{}", Section::Shifts.href(), shift.id),
        expected: Money {
            amount: shift.drawer.expected(),
            currency: shift.drawer.float.currency,
        }
        .to_string(),
    })
}

//! Departures: found here, looked after at the desk.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::travel::{DepartureQuery, DepartureView};
use foh_domain::travel::DepartureStatus;
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    super::lists::{self, Asked, PAGE},
    basics, every_route, leaves, route_choices,
};
use crate::{
    Web,
    api::{
        admin::travel::{desk_zone, most_days, status_of, unseen},
        listing,
    },
    http::{Problem, Query, SignedIn},
    pages::render,
    views::{
        admin::{
            State as Standing, Tone,
            travel::{DepartureLine, DepartureListFilter, Section, departures},
        },
        parts::{Choice, Places},
    },
};

const PATH: &str = "/admin/travel/departures";

/// What the list is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    route_id: String,
    status: String,
    from: String,
    to: String,
}

/// `GET /admin/travel/departures`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let today = web.house.now().to_zoned(desk_zone(&web).await?.rules());
    let from = day("from", &wanted.from)?;
    // Who asks for the past only by its end does not ask for the days to come.
    let to = day("to", &wanted.to)?;
    let from = from.unwrap_or_else(|| to.map_or(today.date(), |to| to.min(today.date())));
    let status = lists::given(&wanted.status).map(status_of).transpose()?;
    let query = DepartureQuery {
        from,
        to: to.unwrap_or_else(|| most_days(from)),
        route_id: lists::id("route_id", &wanted.route_id)?,
        status,
        after: listing::moment_cursor(lists::given(&asked.after))?,
        limit: PAGE + 1,
    };
    let found = web.house.departures(query, None).await.map_err(unseen)?;
    let page = listing::page(found, PAGE, cursor, |departure| line(&departure));
    let filters = [
        ("route_id", wanted.route_id.as_str()),
        ("status", wanted.status.as_str()),
        ("from", wanted.from.as_str()),
        ("to", wanted.to.as_str()),
    ];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let basics = basics(
        &web,
        "Departures",
        Section::Departures,
        &staff,
        &asked,
        pager,
    );
    let filter = DepartureListFilter {
        route_id: wanted.route_id,
        status: wanted.status,
        from: wanted.from,
        to: wanted.to,
    };
    let mut routes = vec![choice("", "All routes")];
    routes.extend(route_choices(&every_route(&web).await?));
    let list = departures(basics, &filter, routes, statuses(), page.items);
    render::page(StatusCode::OK, &list)
}

fn cursor(departure: &DepartureView) -> String {
    let at = departure.departs_at.as_microsecond();
    format!("{at}_{}", departure.id)
}

/// The day that a filter names, if it names any.
fn day(field: &'static str, text: &str) -> Result<Option<Date>, Problem> {
    lists::given(text)
        .map(|text| {
            text.parse().map_err(|_| {
                Problem::malformed(format!("{field}: give a day such as 2026-11-28."))
                    .fault(field, "Give a day such as 2026-11-28.")
            })
        })
        .transpose()
}

fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    }
}

fn statuses() -> Vec<Choice> {
    let each = DepartureStatus::ALL.map(|status| choice(status.as_str(), &standing(status).word));
    std::iter::once(choice("", "All")).chain(each).collect()
}

fn standing(status: DepartureStatus) -> Standing {
    match status {
        DepartureStatus::Scheduled => Standing::new(Tone::Open, "Scheduled"),
        DepartureStatus::Departed => Standing::new(Tone::Done, "Departed"),
        DepartureStatus::Cancelled => Standing::new(Tone::Refused, "Called off"),
    }
}

fn line(departure: &DepartureView) -> DepartureLine {
    DepartureLine {
        id: departure.id.to_string(),
        when: leaves(departure).0,
        route: departure.route.name.clone(),
        bus: departure.plate.clone(),
        fare: departure.fare.to_string(),
        places: Places {
            left: departure.places.available(),
            total: departure.places.total(),
        },
        state: standing(departure.status),
    }
}

//! What the administrators of the travel desk look after.

mod buses;
mod dashboard;
mod departures;
mod districts;
mod export;
mod operators;
mod period;
mod routes;
mod schedule_form;
mod schedules;

use axum::{
    Router,
    routing::{get, post},
};
use foh_app::{
    identity::Staff,
    travel::{DepartureView, RouteFilter, RouteView},
};
use foh_domain::travel::{Bus, District};

use super::{
    done::Done,
    lists::{Asked, MOST_CHOICES},
    masters,
};
use crate::{
    Web,
    http::{Problem, access::Menu},
    pages::{render, words},
    views::{
        admin::{
            ListBasics, Pager,
            travel::{KeptDeparture, Section},
        },
        frame::{Desk, Frame},
        parts::Choice,
    },
};

/// The routes of the travel administration.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/travel", get(dashboard::overview))
        .route("/admin/travel/occupancy.csv", get(export::occupancy))
        .route("/admin/travel/revenue.csv", get(export::revenue))
        .route("/admin/travel/departures", get(departures::list))
        .route("/admin/travel/operators", get(operators::list))
        .route(
            "/admin/travel/operators/{id}",
            get(operators::one).post(operators::assign),
        )
        .merge(timetable())
}

fn timetable() -> Router<Web> {
    Router::new()
        .route(
            "/admin/travel/districts",
            get(districts::list).post(masters::create::<District>),
        )
        .route(
            "/admin/travel/districts/new",
            get(masters::blank::<District>),
        )
        .route(
            "/admin/travel/districts/{id}",
            get(masters::one::<District>).post(masters::change::<District>),
        )
        .route(
            "/admin/travel/districts/{id}/remove",
            get(districts::ask).post(districts::remove),
        )
        .route(
            "/admin/travel/routes",
            get(routes::list).post(routes::create),
        )
        .route("/admin/travel/routes/new", get(routes::blank))
        .route(
            "/admin/travel/routes/{id}",
            get(routes::one).post(routes::change),
        )
        .route("/admin/travel/routes/{id}/active", post(routes::switch))
        .route(
            "/admin/travel/buses",
            get(buses::list).post(masters::create::<Bus>),
        )
        .route("/admin/travel/buses/new", get(masters::blank::<Bus>))
        .route(
            "/admin/travel/buses/{id}",
            get(masters::one::<Bus>).post(masters::change::<Bus>),
        )
        .route(
            "/admin/travel/buses/{id}/active",
            post(masters::switch::<Bus>),
        )
        .route(
            "/admin/travel/schedules",
            get(schedules::list).post(schedules::create),
        )
        .route("/admin/travel/schedules/new", get(schedules::blank))
        .route(
            "/admin/travel/schedules/{id}",
            get(schedules::one).post(schedules::change),
        )
        .route(
            "/admin/travel/schedules/{id}/active",
            post(schedules::switch),
        )
}

/// The frame of a page of the travel administration.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let mut frame = render::frame(web, title, Desk::TravelAdministration, Some(staff));
    frame.nav = render::menu(Menu::TravelAdministration, staff, section.href());
    frame
}

/// What a list has in common with the others.
fn basics(
    web: &Web,
    title: &str,
    section: Section,
    staff: &Staff,
    asked: &Asked,
    pager: Pager,
) -> ListBasics {
    ListBasics {
        frame: frame(web, title, section, staff),
        notice: Done::notice(&asked.done),
        query: asked.q.clone(),
        pager,
        may_create: true,
    }
}

/// Every route.
async fn every_route(web: &Web) -> Result<Vec<RouteView>, Problem> {
    let every = web.house.routes(RouteFilter::default(), None, MOST_CHOICES);
    Ok(every.await?)
}

/// Routes to choose from; those that are switched off say so.
fn route_choices(routes: &[RouteView]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = routes
        .iter()
        .map(|view| Choice {
            value: view.id.to_string(),
            label: if view.route.active {
                view.route.name.clone()
            } else {
                format!("{} (switched off)", view.route.name)
            },
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

/// "Sat 28 Nov 2026, 06:30", for people and for machines.
fn leaves(departure: &DepartureView) -> (String, String) {
    let at = words::local(departure.departs_at, &departure.time_zone);
    let shown = at.strftime("%a %-d %b %Y, %H:%M").to_string();
    (shown, words::machine(&at))
}

fn kept(departure: &DepartureView, note: String) -> KeptDeparture {
    let (when, datetime) = leaves(departure);
    KeptDeparture {
        id: departure.id.to_string(),
        when,
        datetime,
        note,
    }
}

//! Schedules.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{RouteSchedule, ScheduleFilter, ScheduleView},
};
use foh_domain::travel::Schedule;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        done::Done,
        field, form_key,
        lists::{self, Asked, MOST_CHOICES, PAGE},
        masters::{InUse, Switch, not_switched, switched},
        refused, venues,
    },
    basics, every_route, frame, kept, route_choices,
    schedule_form::{Typed, days_in_words},
};
use crate::{
    Web,
    api::{admin::travel::desk_zone, listing},
    http::{Form, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::travel::{ScheduleLine, SchedulePage, Section, schedules},
        parts::Choice,
    },
};

pub(super) const PATH: &str = "/admin/travel/schedules";

/// Of which route.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OfRoute {
    route_id: String,
}

/// `GET /admin/travel/schedules`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
    Query(of): Query<OfRoute>,
) -> Result<Response, Problem> {
    let filter = ScheduleFilter {
        active_only: in_use.only(),
        route_id: lists::id("route_id", &of.route_id)?,
        bus_id: None,
    };
    let found = web.house.schedules(filter, asked.cursor()?, PAGE + 1);
    let found = found.await?;
    let page = listing::page(found, PAGE, |view| view.id.to_string(), |view| line(&view));
    let filters = [
        ("route_id", of.route_id.as_str()),
        ("active", in_use.word()),
    ];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let choices = route_choices(&every_route(&web).await?);
    let basics = basics(&web, "Schedules", Section::Schedules, &staff, &asked, pager);
    let filter = (in_use.word(), of.route_id.as_str());
    render::page(
        StatusCode::OK,
        &schedules(basics, filter, choices, page.items),
    )
}

/// "Kigali to Huye, 06:30".
pub(super) fn named(view: &ScheduleView) -> String {
    let departs = view.of.schedule.departs.strftime("%H:%M");
    format!("{}, {departs}", view.route)
}

fn line(view: &ScheduleView) -> ScheduleLine {
    let schedule = &view.of.schedule;
    let seats = if view.capacity == 1 { "seat" } else { "seats" };
    ScheduleLine {
        id: view.id.to_string(),
        name: named(view),
        days: days_in_words(schedule.days),
        arrives: schedule.arrives.strftime("%H:%M").to_string(),
        bus: format!("{}, {} {seats}", view.plate, view.capacity),
        valid: words::period(Some(schedule.valid_from), schedule.valid_to).unwrap_or_default(),
        active: schedule.active,
    }
}

/// `GET /admin/travel/schedules/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(of): Query<OfRoute>,
) -> Result<Response, Problem> {
    let zone = desk_zone(&web).await?;
    let today = web.house.now().to_zoned(zone.rules()).date();
    let typed = Typed {
        route_id: of.route_id,
        every_day: "true".into(),
        time_zone: zone.as_str().to_owned(),
        valid_from: today.to_string(),
        ..Typed::default()
    };
    let page = view(&web, &staff, None, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/schedules`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        web.house.create_schedule_once(key, typed.parse()?).await
    };
    let (status, told) = match made.await {
        Ok(made) => return Ok(Done::Added.made(made, PATH)),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/travel/schedules/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show(&web, &staff, id, StatusCode::OK, None, told).await
}

/// `POST /admin/travel/schedules/{id}`: whether departures are made of it stays as it is.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let wanted = typed.parse()?;
        let change =
            move |stored: RouteSchedule| Ok(in_use(wanted.clone(), stored.schedule.active));
        web.house.change_schedule(id, Box::new(change)).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    show(&web, &staff, id, status, Some(typed), told).await
}

/// `POST /admin/travel/schedules/{id}/active`: nothing else changes.
pub(super) async fn switch(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(Switch { active }): Form<Switch>,
) -> Result<Response, Problem> {
    let change = move |stored: RouteSchedule| Ok(in_use(stored, active));
    let (status, told) = match web.house.change_schedule(id, Box::new(change)).await {
        Ok(_) => return Ok(switched(active).seen_at(&format!("{PATH}/{id}"))),
        Err(error) => not_switched(error)?,
    };
    show(&web, &staff, id, status, None, told).await
}

fn in_use(of: RouteSchedule, active: bool) -> RouteSchedule {
    RouteSchedule {
        schedule: Schedule {
            active,
            ..of.schedule
        },
        ..of
    }
}

async fn show(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    typed: Option<Typed>,
    told: Told,
) -> Result<Response, Problem> {
    let found = web.house.schedule(id).await?;
    let stored = found.ok_or_else(Problem::not_found)?;
    let typed = typed.unwrap_or_else(|| Typed::from(&stored.of));
    let page = view(web, staff, Some(&stored), typed, told).await?;
    render::page(status, &page)
}

async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<&ScheduleView>,
    typed: Typed,
    told: Told,
) -> Result<SchedulePage, Problem> {
    let left = match stored {
        Some(stored) => web.house.departures_kept(stored.id).await?,
        None => Vec::new(),
    };
    let routes = route_choices(&every_route(web).await?);
    let title = stored.map_or_else(|| "New schedule".to_owned(), named);
    let faults = &told.faults;
    let days_error = faults.iter().find(|fault| fault.field == "days");
    Ok(SchedulePage {
        frame: frame(web, &title, Section::Schedules, staff),
        id: stored.map(|stored| stored.id.to_string()),
        form_key: form_key(web, &typed.form_key),
        routes: lists::offered(routes, &typed.route_id),
        buses: lists::offered(bus_choices(web, &typed.bus_id).await?, &typed.bus_id),
        every_day: !typed.every_day.is_empty(),
        days: typed.days(),
        days_error: days_error.map(|fault| fault.message.clone()),
        route_id: field("route_id", typed.route_id, faults),
        bus_id: field("bus_id", typed.bus_id, faults),
        departs: field("departs", typed.departs, faults),
        arrives: field("arrives", typed.arrives, faults),
        time_zone: field("time_zone", typed.time_zone, faults),
        zones: venues::zones(),
        valid_from: field("valid_from", typed.valid_from, faults),
        valid_to: field("valid_to", typed.valid_to, faults),
        exceptions: field("exceptions", typed.exceptions, faults),
        active: stored.is_none_or(|stored| stored.of.schedule.active),
        reach: stored.map(reach).unwrap_or_default(),
        departures_href: stored.map(departures_href).unwrap_or_default(),
        kept: left
            .iter()
            .map(|departure| kept(departure, departure.plate.clone()))
            .collect(),
        notice: told.notice,
    })
}

/// The buses that run, and the one that is chosen.
async fn bus_choices(web: &Web, chosen: &str) -> Result<Vec<Choice>, Problem> {
    let every = web.house.buses(String::new(), false, None, MOST_CHOICES);
    let mut choices: Vec<Choice> = every
        .await?
        .into_iter()
        .filter(|(id, bus)| bus.active || id.to_string() == chosen)
        .map(|(id, bus)| Choice {
            value: id.to_string(),
            label: format!("{}, {} seats", bus.plate, bus.capacity),
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(choices)
}

fn reach(stored: &ScheduleView) -> String {
    match stored.generated_to {
        _ if !stored.of.schedule.active => "No departures are made of it.".to_owned(),
        _ if !stored.route_active => {
            "No departures are made: its route is switched off.".to_owned()
        }
        Some(day) => format!("They are made up to {}.", day.strftime("%-d %B %Y")),
        None => "None is made yet.".to_owned(),
    }
}

fn departures_href(stored: &ScheduleView) -> String {
    let route = stored.of.route_id.to_string();
    lists::href("/admin/travel/departures", &[("route_id", &route)])
}

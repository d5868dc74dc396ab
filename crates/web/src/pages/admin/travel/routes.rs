//! Routes.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    theatre::ManageError,
    travel::{RouteFilter, RouteView},
};
use foh_domain::travel::{District, Route};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        done::Done,
        field, form_key,
        lists::{self, Asked, PAGE},
        masters::{InUse, Switch, not_switched, switched},
        refused, whole,
    },
    basics, frame, kept,
};
use crate::{
    Web,
    api::{
        admin::{body::Body, travel::RouteBody},
        listing,
    },
    http::{Form, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::travel::{RouteLine, RoutePage, Section, routes},
        parts::Choice,
    },
};

const PATH: &str = "/admin/travel/routes";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    origin_id: String,
    destination_id: String,
    name: String,
    distance_km: String,
    minutes: String,
    fare: String,
    currency: String,
}

impl From<&Route> for Typed {
    fn from(route: &Route) -> Self {
        let body = RouteBody::of(route);
        Self {
            form_key: String::new(),
            origin_id: body.origin_id,
            destination_id: body.destination_id,
            name: body.name,
            distance_km: body.distance_km.to_string(),
            minutes: body.minutes.to_string(),
            fare: body.fare,
            currency: body.currency,
        }
    }
}

impl Typed {
    /// The same with a name: one left empty is made of the districts, and shown when it is refused.
    fn with_name(mut self, districts: &[(Uuid, District)]) -> Self {
        let named = |id: &str| {
            let mut all = districts.iter();
            all.find(|(of, _)| of.to_string() == id)
                .map(|(_, district)| district.name.as_str())
        };
        if self.name.trim().is_empty()
            && let (Some(from), Some(to)) = (named(&self.origin_id), named(&self.destination_id))
        {
            self.name = format!("{from} to {to}");
        }
        self
    }

    fn parse(&self) -> Result<Route, ManageError> {
        let body = RouteBody {
            origin_id: self.origin_id.clone(),
            destination_id: self.destination_id.clone(),
            name: self.name.clone(),
            distance_km: whole(&self.distance_km),
            minutes: whole(&self.minutes),
            fare: self.fare.clone(),
            currency: self.currency.clone(),
            active: true,
        };
        Ok(body.parse()?)
    }
}

/// `GET /admin/travel/routes`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
) -> Result<Response, Problem> {
    let filter = RouteFilter {
        active_only: in_use.only(),
        search: asked.search()?,
        ..RouteFilter::default()
    };
    let found = web.house.routes(filter, asked.cursor()?, PAGE + 1).await?;
    let page = listing::page(found, PAGE, |view| view.id.to_string(), line);
    let filters = [("q", asked.q.as_str()), ("active", in_use.word())];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let basics = basics(&web, "Routes", Section::Routes, &staff, &asked, pager);
    render::page(StatusCode::OK, &routes(basics, in_use.word(), page.items))
}

fn line(view: RouteView) -> RouteLine {
    let route = view.route;
    RouteLine {
        id: view.id.to_string(),
        between: format!("{} to {}", view.origin.name, view.destination.name),
        length: format!(
            "{} km, {}",
            route.distance_km,
            words::duration(route.minutes)
        ),
        fare: route.fare.to_string(),
        active: route.active,
        name: route.name,
    }
}

/// `GET /admin/travel/routes/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let typed = Typed {
        currency: web.house.settings().currency.code().to_owned(),
        ..Typed::default()
    };
    let districts = web.house.districts().await?;
    let page = view(&web, &staff, None, &districts, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/routes`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let districts = web.house.districts().await?;
    let typed = typed.with_name(&districts);
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        web.house.create_once(key, typed.parse()?).await
    };
    let (status, told) = match made.await {
        Ok(made) => return Ok(Done::Added.made(made, PATH)),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, &districts, typed, joined_before(told)).await?;
    render::page(status, &page)
}

/// `GET /admin/travel/routes/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show(&web, &staff, id, StatusCode::OK, None, told).await
}

/// `POST /admin/travel/routes/{id}`: whether it is sold stays as it is.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let typed = typed.with_name(&web.house.districts().await?);
    let changed = async {
        let route = typed.parse()?;
        let change = move |stored: Route| {
            Ok(Route {
                active: stored.active,
                ..route.clone()
            })
        };
        web.house.change_route(id, Box::new(change)).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    show(&web, &staff, id, status, Some(typed), joined_before(told)).await
}

/// `POST /admin/travel/routes/{id}/active`: nothing else changes.
pub(super) async fn switch(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(Switch { active }): Form<Switch>,
) -> Result<Response, Problem> {
    let change = move |stored: Route| Ok(Route { active, ..stored });
    let (status, told) = match web.house.change_route(id, Box::new(change)).await {
        Ok(_) => return Ok(switched(active).seen_at(&format!("{PATH}/{id}"))),
        Err(error) => not_switched(error)?,
    };
    show(&web, &staff, id, status, None, told).await
}

/// Says of districts that are joined already that they are.
fn joined_before(mut told: Told) -> Told {
    for fault in &mut told.faults {
        if fault.field == "destination_id" && fault.message.contains("in use already") {
            "There is a route between these districts already.".clone_into(&mut fault.message);
        }
    }
    told
}

async fn show(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    typed: Option<Typed>,
    told: Told,
) -> Result<Response, Problem> {
    let found = web.house.find::<Route>(id).await?;
    let route = found.ok_or_else(Problem::not_found)?;
    let typed = typed.unwrap_or_else(|| Typed::from(&route));
    let districts = web.house.districts().await?;
    let page = view(web, staff, Some((id, &route)), &districts, typed, told).await?;
    render::page(status, &page)
}

async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<(Uuid, &Route)>,
    districts: &[(Uuid, District)],
    typed: Typed,
    told: Told,
) -> Result<RoutePage, Problem> {
    let other_fare = match stored {
        Some((id, _)) => web.house.departures_at_other_fare(id).await?,
        None => Vec::new(),
    };
    let choices = districts.iter().map(|(id, district)| Choice {
        value: id.to_string(),
        label: format!("{} ({})", district.name, district.code),
    });
    let title = stored.map_or("New route", |(_, route)| &route.name);
    Ok(RoutePage {
        frame: frame(web, title, Section::Routes, staff),
        id: stored.map(|(id, _)| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        // One list serves both fields: what is chosen is in it, or nothing is.
        districts: lists::offered(choices.collect(), NOTHING),
        origin_id: field("origin_id", typed.origin_id, &told.faults),
        destination_id: field("destination_id", typed.destination_id, &told.faults),
        name: field("name", typed.name, &told.faults),
        distance_km: field("distance_km", typed.distance_km, &told.faults),
        minutes: field("minutes", typed.minutes, &told.faults),
        fare: field("fare", typed.fare, &told.faults),
        currency: field("currency", typed.currency, &told.faults),
        active: stored.is_none_or(|(_, route)| route.active),
        other_fare: other_fare
            .iter()
            .map(|departure| kept(departure, departure.fare.to_string()))
            .collect(),
        notice: told.notice,
    })
}

/// No district has this id, so that nothing is chosen before somebody chooses.
const NOTHING: &str = "";

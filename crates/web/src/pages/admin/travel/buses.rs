//! Buses.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, travel::ScheduleFilter};
use foh_domain::travel::Bus;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        done::Done,
        field, form_key,
        lists::{Asked, MOST_CHOICES, PAGE},
        refused, whole,
    },
    InUse, Switch, basics, frame, not_switched, schedules, switched,
};
use crate::{
    Web,
    api::{
        admin::{body::Body, travel::BusBody},
        listing,
    },
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::admin::{
        Link,
        travel::{BusLine, BusPage, Section, buses},
    },
};

const PATH: &str = "/admin/travel/buses";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    plate: String,
    capacity: String,
    company: String,
}

impl From<&Bus> for Typed {
    fn from(bus: &Bus) -> Self {
        Self {
            form_key: String::new(),
            plate: bus.plate.clone(),
            capacity: bus.capacity.to_string(),
            company: bus.company.clone(),
        }
    }
}

impl Typed {
    fn body(&self) -> BusBody {
        BusBody {
            plate: self.plate.clone(),
            capacity: whole(&self.capacity),
            company: self.company.clone(),
            active: true,
        }
    }
}

/// `GET /admin/travel/buses`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let found = web.house.buses(search, in_use.only(), after, PAGE + 1);
    let page = listing::page(
        found.await?,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, bus)| BusLine {
            id: id.to_string(),
            plate: bus.plate,
            company: bus.company,
            capacity: bus.capacity,
            active: bus.active,
        },
    );
    let filters = [("q", asked.q.as_str()), ("active", in_use.word())];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let basics = basics(&web, "Buses", Section::Buses, &staff, &asked, pager);
    render::page(StatusCode::OK, &buses(basics, in_use.word(), page.items))
}

/// `GET /admin/travel/buses/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, None, Typed::default(), Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/buses`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        web.house.create_once(key, typed.body().parse()?).await
    };
    let (status, told) = match made.await {
        Ok(made) => return Ok(Done::Added.made(made, PATH)),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/travel/buses/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let bus = stored(&web, id).await?;
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, Some((id, &bus)), Typed::from(&bus), told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/buses/{id}`: whether it is in use stays as it is.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let bus = typed.body().parse()?;
        let change = move |stored: Bus| {
            Ok(Bus {
                active: stored.active,
                ..bus.clone()
            })
        };
        web.house.change(id, Box::new(change)).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    let bus = stored(&web, id).await?;
    let page = view(&web, &staff, Some((id, &bus)), typed, told).await?;
    render::page(status, &page)
}

/// `POST /admin/travel/buses/{id}/active`: nothing else changes.
pub(super) async fn switch(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(Switch { active }): Form<Switch>,
) -> Result<Response, Problem> {
    let change = move |stored: Bus| Ok(Bus { active, ..stored });
    let (status, told) = match web.house.change(id, Box::new(change)).await {
        Ok(_) => return Ok(switched(active).seen_at(&format!("{PATH}/{id}"))),
        Err(error) => not_switched(error)?,
    };
    let bus = stored(&web, id).await?;
    let page = view(&web, &staff, Some((id, &bus)), Typed::from(&bus), told).await?;
    render::page(status, &page)
}

async fn stored(web: &Web, id: Uuid) -> Result<Bus, Problem> {
    let found = web.house.find::<Bus>(id).await?;
    found.ok_or_else(Problem::not_found)
}

async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<(Uuid, &Bus)>,
    typed: Typed,
    told: Told,
) -> Result<BusPage, Problem> {
    let schedules = match stored {
        Some((id, _)) => schedules_by(web, id).await?,
        None => Vec::new(),
    };
    let title = stored.map_or("New bus", |(_, bus)| &bus.plate);
    Ok(BusPage {
        frame: frame(web, title, Section::Buses, staff),
        id: stored.map(|(id, _)| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        plate: field("plate", typed.plate, &told.faults),
        capacity: field("capacity", typed.capacity, &told.faults),
        company: field("company", typed.company, &told.faults),
        active: stored.is_none_or(|(_, bus)| bus.active),
        schedules,
        notice: told.notice,
    })
}

/// The active schedules that go by a bus.
async fn schedules_by(web: &Web, id: Uuid) -> Result<Vec<Link>, Problem> {
    let filter = ScheduleFilter {
        active_only: true,
        bus_id: Some(id),
        ..ScheduleFilter::default()
    };
    let found = web.house.schedules(filter, None, MOST_CHOICES).await?;
    Ok(found
        .iter()
        .map(|view| {
            Link::new(
                schedules::named(view),
                format!("{}/{}", schedules::PATH, view.id),
            )
        })
        .collect())
}

//! Buses.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, travel::ScheduleFilter};
use foh_domain::{field::FieldError, travel::Bus};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told, field, form_key,
        lists::{Asked, MOST_CHOICES, PAGE},
        masters::{InUse, Master, Switched},
        whole,
    },
    basics, frame, schedules,
};
use crate::{
    Web,
    api::{
        admin::{body::Body, travel::BusBody},
        listing,
    },
    http::{Problem, Query, SignedIn},
    pages::render,
    views::admin::{
        Link,
        travel::{BusLine, BusPage, Section, buses},
    },
};

const PATH: &str = "/admin/travel/buses";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages::admin) struct Typed {
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

impl Master for Bus {
    const PATH: &'static str = PATH;
    type Typed = Typed;
    type Page = BusPage;

    fn key(typed: &Typed) -> &str {
        &typed.form_key
    }

    fn parse(typed: &Typed) -> Result<Self, Vec<FieldError>> {
        let body = BusBody {
            plate: typed.plate.clone(),
            capacity: whole(&typed.capacity),
            company: typed.company.clone(),
            active: true,
        };
        body.parse()
    }

    fn keeping(self, stored: &Self) -> Self {
        Self {
            active: stored.active,
            ..self
        }
    }

    async fn page(
        web: &Web,
        staff: &Staff,
        stored: Option<(Uuid, &Self)>,
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
}

impl Switched for Bus {
    fn switched(self, active: bool) -> Self {
        Self { active, ..self }
    }
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

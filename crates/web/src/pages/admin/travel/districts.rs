//! Districts.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{RemoveDistrictError, RouteFilter},
};
use foh_domain::travel::District;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        done::Done,
        field, form_key,
        lists::{Asked, MOST_CHOICES, PAGE},
        refused,
    },
    basics, frame,
};
use crate::{
    Web,
    api::{
        admin::{body::Body, travel::DistrictBody},
        listing,
    },
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        admin::{
            Link,
            travel::{DistrictLine, DistrictPage, DistrictRemovePage, Section, districts},
        },
        parts::{Notice, NoticeKind},
    },
};

const PATH: &str = "/admin/travel/districts";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    name: String,
    code: String,
}

impl From<District> for Typed {
    fn from(district: District) -> Self {
        Self {
            form_key: String::new(),
            name: district.name,
            code: district.code,
        }
    }
}

impl Typed {
    fn body(&self) -> DistrictBody {
        DistrictBody {
            name: self.name.clone(),
            code: self.code.clone(),
        }
    }
}

/// `GET /admin/travel/districts`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let found = web.house.districts_page(search, after, PAGE + 1).await?;
    let page = listing::page(
        found,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, district)| DistrictLine {
            id: id.to_string(),
            name: district.name,
            code: district.code,
        },
    );
    let pager = asked.pager(PATH, &[("q", &asked.q)], page.next.as_deref());
    let basics = basics(&web, "Districts", Section::Districts, &staff, &asked, pager);
    render::page(StatusCode::OK, &districts(basics, page.items))
}

/// `GET /admin/travel/districts/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, None, Typed::default(), Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/districts`
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

/// `GET /admin/travel/districts/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let typed = stored(&web, id).await?.into();
    let page = view(&web, &staff, Some(id), typed, Told::done(&asked.done)).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/districts/{id}`
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let district = typed.body().parse()?;
        let change = Box::new(move |_: District| Ok(district.clone()));
        web.house.change(id, change).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, Some(id), typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/travel/districts/{id}/remove`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let page = asking(&web, &staff, id, None).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/travel/districts/{id}/remove`
pub(super) async fn remove(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.remove_district(id).await {
        Ok(()) => Ok(Done::Removed.seen_at(PATH)),
        Err(error @ RemoveDistrictError::InUse) => {
            let problem = Problem::from(error);
            let notice = Notice::new(
                NoticeKind::Refused,
                problem.in_words(),
                "It stays as long as there is such a route.",
            );
            let page = asking(&web, &staff, id, Some(notice)).await?;
            render::page(problem.code(), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn asking(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    notice: Option<Notice>,
) -> Result<DistrictRemovePage, Problem> {
    Ok(DistrictRemovePage {
        frame: frame(web, "Remove a district", Section::Districts, staff),
        id: id.to_string(),
        name: stored(web, id).await?.name,
        notice,
    })
}

async fn stored(web: &Web, id: Uuid) -> Result<District, Problem> {
    let found = web.house.find::<District>(id).await?;
    found.ok_or_else(Problem::not_found)
}

async fn view(
    web: &Web,
    staff: &Staff,
    id: Option<Uuid>,
    typed: Typed,
    told: Told,
) -> Result<DistrictPage, Problem> {
    let routes = match id {
        Some(id) => routes_of(web, id).await?,
        None => Vec::new(),
    };
    let title = match (id, typed.name.trim()) {
        (None, _) => "New district",
        (Some(_), "") => "District",
        (Some(_), name) => name,
    };
    Ok(DistrictPage {
        frame: frame(web, title, Section::Districts, staff),
        id: id.map(|id| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        routes,
        name: field("name", typed.name, &told.faults),
        code: field("code", typed.code, &told.faults),
        notice: told.notice,
    })
}

/// The routes that begin or end there.
async fn routes_of(web: &Web, id: Uuid) -> Result<Vec<Link>, Problem> {
    let from = RouteFilter {
        origin_id: Some(id),
        ..RouteFilter::default()
    };
    let to = RouteFilter {
        destination_id: Some(id),
        ..RouteFilter::default()
    };
    let mut found = web.house.routes(from, None, MOST_CHOICES).await?;
    found.extend(web.house.routes(to, None, MOST_CHOICES).await?);
    Ok(found
        .into_iter()
        .map(|view| Link::new(view.route.name, format!("/admin/travel/routes/{}", view.id)))
        .collect())
}

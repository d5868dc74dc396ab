//! Districts.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{RemoveDistrictError, RouteFilter},
};
use foh_domain::{field::FieldError, travel::District};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        done::Done,
        field, form_key,
        lists::{Asked, MOST_CHOICES, PAGE},
        masters::{Master, stored},
    },
    basics, frame,
};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
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
pub(in crate::pages::admin) struct Typed {
    form_key: String,
    name: String,
    code: String,
}

impl From<&District> for Typed {
    fn from(district: &District) -> Self {
        Self {
            form_key: String::new(),
            name: district.name.clone(),
            code: district.code.clone(),
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

impl Master for District {
    const PATH: &'static str = PATH;
    type Typed = Typed;
    type Page = DistrictPage;

    fn key(typed: &Typed) -> &str {
        &typed.form_key
    }

    fn parse(typed: &Typed) -> Result<Self, Vec<FieldError>> {
        Self::parse(&typed.name, &typed.code)
    }

    fn keeping(self, _: &Self) -> Self {
        self
    }

    async fn page(
        web: &Web,
        staff: &Staff,
        stored: Option<(Uuid, &Self)>,
        typed: Typed,
        told: Told,
    ) -> Result<DistrictPage, Problem> {
        let routes = match stored {
            Some((id, _)) => routes_of(web, id).await?,
            None => Vec::new(),
        };
        let title = stored.map_or("New district", |(_, district)| &district.name);
        Ok(DistrictPage {
            frame: frame(web, title, Section::Districts, staff),
            id: stored.map(|(id, _)| id.to_string()),
            form_key: form_key(web, &typed.form_key),
            routes,
            name: field("name", typed.name, &told.faults),
            code: field("code", typed.code, &told.faults),
            notice: told.notice,
        })
    }
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
        name: stored::<District>(web, id).await?.name,
        notice,
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

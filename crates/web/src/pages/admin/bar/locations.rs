//! Locations, and who works there.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::identity::{AccountItem, Staff};
use foh_domain::{bar::Location, field::FieldError};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told,
        accounts::{name_of, standing},
        done::Done,
        field, form_key,
        lists::{Asked, PAGE},
        masters::{self, InUse, Master, Switched},
    },
    basics, frame,
};
use crate::{
    Web,
    api::{admin::bar::assigned, listing},
    http::{Confirmed, Form, Problem, Query, SignedIn, access::may_open},
    pages::render::{self, Id},
    views::{
        admin::bar::{LocationLine, LocationPage, Section, Works, locations},
        parts::Choice,
    },
};

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages::admin) struct Typed {
    form_key: String,
    name: String,
    description: String,
}

impl From<&Location> for Typed {
    fn from(location: &Location) -> Self {
        Self {
            form_key: String::new(),
            name: location.name.clone(),
            description: location.description.clone(),
        }
    }
}

/// `GET /admin/bar/locations`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let found = web
        .house
        .bar_locations(search, in_use.only(), after, PAGE + 1);
    let page = listing::page(
        found.await?,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, location)| LocationLine {
            id: id.to_string(),
            name: location.name,
            description: location.description.replace(['\r', '\n'], " "),
            active: location.active,
        },
    );
    let filters = [("q", asked.q.as_str()), ("active", in_use.word())];
    let pager = asked.pager(Location::PATH, &filters, page.next.as_deref());
    let basics = basics(&web, "Locations", Section::Locations, &staff, &asked, pager);
    render::page(
        StatusCode::OK,
        &locations(basics, in_use.word(), page.items),
    )
}

impl Master for Location {
    const PATH: &'static str = "/admin/bar/locations";
    type Typed = Typed;
    type Page = LocationPage;

    fn key(typed: &Typed) -> &str {
        &typed.form_key
    }

    fn parse(typed: &Typed) -> Result<Self, Vec<FieldError>> {
        Self::parse(&typed.name, &typed.description, true)
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
    ) -> Result<LocationPage, Problem> {
        let works = match stored {
            Some((id, _)) => Some(works(web, staff, id, &told).await?),
            None => None,
        };
        let title = stored.map_or("New location", |(_, location)| &location.name);
        Ok(LocationPage {
            frame: frame(web, title, Section::Locations, staff),
            id: stored.map(|(id, _)| id.to_string()),
            form_key: form_key(web, &typed.form_key),
            name: field("name", typed.name, &told.faults),
            description: field("description", typed.description, &told.faults),
            active: stored.is_none_or(|(_, location)| location.active),
            works,
            notice: told.notice,
        })
    }
}

impl Switched for Location {
    fn switched(self, active: bool) -> Self {
        Self { active, ..self }
    }
}

/// Who works there, and who could.
async fn works(web: &Web, staff: &Staff, id: Uuid, told: &Told) -> Result<Works, Problem> {
    let user = web.house.location_user(id).await?;
    let mut counters = web.house.bar_counters().await?;
    counters.sort_by_cached_key(|account| name_of(account).to_lowercase());
    let chosen = user.map_or(String::new(), |user| user.id.to_string());
    let account = |id: &str| format!("/admin/accounts/{id}");
    Ok(Works {
        account_href: Some(account(&chosen))
            .filter(|href| !chosen.is_empty() && may_open(staff, href)),
        invite_href: Some("/admin/accounts/new".to_owned())
            .filter(|_| may_open(staff, "/admin/accounts/new")),
        counters: counters.iter().map(choice).collect(),
        user_id: field("user_id", chosen, &told.faults),
    })
}

fn choice(account: &AccountItem) -> Choice {
    let standing = standing(account.state).state();
    Choice {
        value: account.id.to_string(),
        label: format!("{} ({})", name_of(account), standing.word.to_lowercase()),
    }
}

/// What the form sends that says who works there; empty for nobody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assigned {
    user_id: String,
}

/// `POST /admin/bar/locations/{id}/user`
pub(super) async fn assign(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(Assigned { user_id }): Form<Assigned>,
) -> Result<Response, Problem> {
    let user_id = match user_id.as_str() {
        "" => None,
        // What is no id is nobody's.
        text => Some(Uuid::try_parse(text).unwrap_or_default()),
    };
    let problem = match assigned(&web, id, user_id).await {
        Ok(()) => return Ok(Done::Saved.seen_at(&format!("{}/{id}", Location::PATH))),
        Err(problem) => problem,
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let told = Told::faults(problem.faults().to_vec());
    masters::show::<Location>(&web, &staff, id, problem.code(), None, told).await
}

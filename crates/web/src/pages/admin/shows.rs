//! Shows.

use std::collections::HashMap;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    theatre::{ManageError, PerformanceQuery, ShowItem},
};
use foh_domain::theatre::{Show, ShowFields, Slug};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told, count,
    done::Done,
    field, form_key, frame,
    lists::{self, Asked, MOST_CHOICES, PAGE},
    refused, whole,
};
use crate::{
    Web,
    api::listing,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    posters,
    views::admin::{PosterPanel, Section, ShowLine, ShowPage, shows},
};

pub(super) const PATH: &str = "/admin/shows";
/// Shows read at once while looking for those in one state.
const STRIDE: u32 = 200;

/// The form; `published` is part of it on a new show only.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    title: String,
    slug: String,
    description: String,
    duration_minutes: String,
    language: String,
    published: String,
}

impl From<&Show> for Typed {
    fn from(show: &Show) -> Self {
        Self {
            form_key: String::new(),
            title: show.title.clone(),
            slug: show.slug.as_str().to_owned(),
            description: show.description.clone(),
            duration_minutes: show.duration_minutes.to_string(),
            language: show.language.clone(),
            published: show.published.to_string(),
        }
    }
}

impl Typed {
    /// The same with a slug: one left empty is made from the title, and shown when it is refused.
    fn with_slug(mut self) -> Self {
        if self.slug.trim().is_empty() {
            self.slug = Slug::suggest(&self.title);
        }
        self
    }

    fn parse(&self) -> Result<Show, ManageError> {
        Ok(Show::parse(ShowFields {
            title: &self.title,
            slug: &self.slug,
            description: &self.description,
            duration_minutes: whole(&self.duration_minutes),
            language: &self.language,
            published: self.published == "true",
        })?)
    }
}

/// The query of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct InState {
    published: String,
}

/// `GET /admin/shows`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(filter): Query<InState>,
) -> Result<Response, Problem> {
    let wanted = filter.published.parse().ok();
    let found = in_state(&web, &asked, wanted).await?;
    let coming = coming(&web, None).await?;
    let page = listing::page(
        found,
        PAGE,
        |item| item.id.to_string(),
        |item| ShowLine {
            performances: coming.get(&item.id).copied().unwrap_or(0),
            id: item.id.to_string(),
            title: item.show.title,
            duration: words::duration(item.show.duration_minutes),
            language: item.show.language,
            published: item.show.published,
        },
    );
    let state = wanted.map_or(String::new(), |published| published.to_string());
    let filters = [("q", asked.q.as_str()), ("published", &state)];
    let pager = asked.pager(PATH, &filters, page.next.as_deref());
    let basics = lists::basics(&web, "Shows", Section::Shows, &staff, &asked, pager);
    render::page(StatusCode::OK, &shows(basics, &state, page.items))
}

/// Shows in this state, one more than a page has.
async fn in_state(
    web: &Web,
    asked: &Asked,
    wanted: Option<bool>,
) -> Result<Vec<ShowItem>, Problem> {
    let (search, mut after) = (asked.search()?, asked.cursor()?);
    let mut found = Vec::new();
    loop {
        let house = &web.house;
        let some = house
            .shows(wanted == Some(true), search.clone(), after, STRIDE)
            .await?;
        let ended = count(some.len()) < STRIDE;
        after = some.last().map(|item| item.id);
        let fits = |item: &ShowItem| wanted.is_none_or(|wanted| item.show.published == wanted);
        found.extend(some.into_iter().filter(fits));
        if ended || count(found.len()) > PAGE {
            found.truncate(PAGE as usize + 1);
            return Ok(found);
        }
    }
}

/// How many performances of each show are to come, or of one.
async fn coming(web: &Web, show_id: Option<Uuid>) -> Result<HashMap<Uuid, u32>, Problem> {
    let query = PerformanceQuery {
        published_only: false,
        show_id,
        ..PerformanceQuery::published(web.house.now(), MOST_CHOICES)
    };
    let mut coming = HashMap::new();
    for performance in web.house.performances(query).await? {
        *coming.entry(performance.show_id).or_default() += 1;
    }
    Ok(coming)
}

/// `GET /admin/shows/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, None, Typed::default(), Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/shows`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let typed = typed.with_slug();
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        web.house.create_once(key, typed.parse()?).await
    };
    let (status, told) = match made.await {
        Ok(made) => return Ok(Done::Added.made(made, PATH)),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/shows/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let show = stored(&web, id).await?;
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, Some((id, &show)), Typed::from(&show), told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/shows/{id}`: whether it is published stays as it is.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let typed = typed.with_slug();
    let changed = async {
        let show = typed.parse()?;
        let change = move |stored: Show| {
            Ok(Show {
                published: stored.published,
                ..show.clone()
            })
        };
        web.house.change(id, Box::new(change)).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    let show = stored(&web, id).await?;
    let page = view(&web, &staff, Some((id, &show)), typed, told).await?;
    render::page(status, &page)
}

/// What the button sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publish {
    published: bool,
}

/// `POST /admin/shows/{id}/publish`: nothing else changes.
pub(super) async fn publish(
    State(web): State<Web>,
    Id(id): Id,
    Form(Publish { published }): Form<Publish>,
) -> Result<Response, Problem> {
    let change = move |stored: Show| {
        Ok(Show {
            published,
            ..stored
        })
    };
    web.house.change(id, Box::new(change)).await?;
    let done = if published {
        Done::Published
    } else {
        Done::Withdrawn
    };
    Ok(done.seen_at(&format!("{PATH}/{id}")))
}

pub(super) async fn stored(web: &Web, id: Uuid) -> Result<Show, Problem> {
    let found = web.house.find::<Show>(id).await?;
    found.ok_or_else(Problem::not_found)
}

pub(super) async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<(Uuid, &Show)>,
    typed: Typed,
    told: Told,
) -> Result<ShowPage, Problem> {
    let coming = match stored {
        Some((id, _)) => coming(web, Some(id)).await?.remove(&id).unwrap_or(0),
        None => 0,
    };
    let poster = match stored {
        Some((id, _)) => web
            .house
            .poster(id)
            .await?
            .map(|poster| posters::view(id, &poster)),
        None => None,
    };
    let title = stored.map_or("New show", |(_, show)| &show.title);
    let published = stored.map_or(typed.published == "true", |(_, show)| show.published);
    Ok(ShowPage {
        frame: frame(web, title, Section::Shows, staff),
        id: stored.map(|(id, _)| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        notice: told.notice,
        title: field("title", typed.title, &told.faults),
        slug: field("slug", typed.slug, &told.faults),
        description: field("description", typed.description, &told.faults),
        duration_minutes: field("duration_minutes", typed.duration_minutes, &told.faults),
        language: field("language", typed.language, &told.faults),
        published,
        public_href: stored
            .filter(|(_, show)| show.published)
            .map(|(_, show)| format!("/shows/{}", show.slug.as_str())),
        performances: coming,
        poster: PosterPanel {
            image: field("image", String::new(), &told.faults),
            alt: field(
                "alt",
                poster
                    .as_ref()
                    .map_or(String::new(), |poster| poster.alt.clone()),
                &told.faults,
            ),
            poster,
        },
    })
}

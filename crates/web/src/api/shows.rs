//! Published shows, for everybody.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::theatre::{PerformanceQuery, ShowItem};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    listing::{Page, PageQuery, cursor, page, search, size},
    performances::{PerformanceItem, json},
    posters::PosterItem,
};
use crate::{
    Web,
    http::{Path, Problem, Query},
};

/// A published show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublishedShow {
    id: Uuid,
    #[schema(example = "The Tempest")]
    title: String,
    #[schema(example = "the-tempest")]
    slug: String,
    description: String,
    #[schema(example = 145)]
    duration_minutes: u32,
    #[schema(example = "English")]
    language: String,
    poster: Option<PosterItem>,
}

impl From<ShowItem> for PublishedShow {
    fn from(ShowItem { id, show, poster }: ShowItem) -> Self {
        Self {
            id,
            title: show.title,
            slug: show.slug.as_str().to_owned(),
            description: show.description,
            duration_minutes: show.duration_minutes,
            language: show.language,
            poster: poster.map(|poster| PosterItem::of(id, &poster)),
        }
    }
}

/// A published show with its coming performances.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShowWithPerformances {
    #[serde(flatten)]
    show: PublishedShow,
    /// The coming ones, at most 100.
    performances: Vec<PerformanceItem>,
}

/// Published shows.
#[utoipa::path(get, path = "/api/shows", tag = "programme", params(PageQuery), responses((status = 200, body = Page<PublishedShow>)))]
pub(crate) async fn list(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let (size, after, search) = (
        size(query.limit)?,
        cursor(query.after.as_deref())?,
        search(query.q)?,
    );
    let key = format!("shows {size} {after:?} {search}");
    let make = async || {
        let found = web.house.shows(true, search, after, size + 1).await?;
        json(
            StatusCode::OK,
            &page(found, size, |item| item.id.to_string(), PublishedShow::from),
        )
    };
    web.programme.serve(&key, &headers, make).await
}

/// One published show with its coming performances.
#[utoipa::path(get, path = "/api/shows/{slug}", tag = "programme", params(("slug" = String, Path, example = "the-tempest")), responses((status = 200, body = ShowWithPerformances)))]
pub(crate) async fn one(
    State(web): State<Web>,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    if slug.len() > 80 {
        return Err(Problem::not_found());
    }
    let key = format!("show {slug}");
    let make = async || {
        let item = web
            .house
            .show_by_slug(slug)
            .await?
            .ok_or_else(Problem::not_found)?;
        let mut query = PerformanceQuery::published(web.house.now(), 100);
        query.show_id = Some(item.id);
        let performances = web.house.performances(query).await?;
        let show = ShowWithPerformances {
            show: item.into(),
            performances: performances.iter().map(PerformanceItem::from).collect(),
        };
        json(StatusCode::OK, &show)
    };
    web.programme.serve(&key, &headers, make).await
}

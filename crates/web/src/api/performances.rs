//! Performances of published shows, for everybody.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::{PerformanceView, theatre::PerformanceQuery};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::listing::{self, Page, moment, moment_cursor, search, size};
use crate::{
    Web,
    http::{Path, Problem, Query},
    programme::Kept,
};

/// A performance as the public sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PerformanceItem {
    id: Uuid,
    show: ShowReference,
    venue: VenueReference,
    room: RoomReference,
    #[schema(example = "2026-11-28T19:00:00Z")]
    starts_at: String,
    #[schema(example = "2026-11-28T18:30:00Z")]
    doors_open_at: Option<String>,
    /// Whether it can be reserved for, as far as the house has decided.
    booking_open: bool,
    /// All places there are.
    #[schema(example = 80)]
    total_places: u32,
    /// The free ones; informational, since somebody else may be faster.
    #[schema(example = 12)]
    available_places: u32,
}

/// The show of a performance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShowReference {
    id: Uuid,
    #[schema(example = "The Tempest")]
    title: String,
    #[schema(example = "the-tempest")]
    slug: String,
    #[schema(example = 145)]
    duration_minutes: u32,
}

/// The venue of a performance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VenueReference {
    id: Uuid,
    #[schema(example = "Teatro Aurora")]
    name: String,
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    address: String,
    #[schema(example = "Europe/Rome")]
    time_zone: String,
}

/// The room of a performance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoomReference {
    id: Uuid,
    #[schema(example = "Great Hall")]
    name: String,
}

impl From<&PerformanceView> for PerformanceItem {
    fn from(view: &PerformanceView) -> Self {
        Self {
            id: view.id,
            show: ShowReference {
                id: view.show_id,
                title: view.title.clone(),
                slug: view.slug.clone(),
                duration_minutes: view.duration_minutes,
            },
            venue: VenueReference {
                id: view.venue_id,
                name: view.venue.clone(),
                address: view.address.clone(),
                time_zone: view.time_zone.as_str().to_owned(),
            },
            room: RoomReference {
                id: view.room_id,
                name: view.room.clone(),
            },
            starts_at: view.starts_at.to_string(),
            doors_open_at: view.doors_open_at.map(|at| at.to_string()),
            booking_open: view.booking_open,
            total_places: view.places.total(),
            available_places: view.places.available(),
        }
    }
}

/// A JSON answer to be kept.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Result<Kept, Problem> {
    let body = serde_json::to_vec(value).map_err(|error| Problem::internal(&error))?;
    Ok(Kept::new(status, "application/json", body))
}

/// Which performances.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PerformancesQuery {
    /// From this date or moment on; from now on if not given.
    pub(crate) from: Option<String>,
    /// Up to this date (with it) or moment (without it).
    pub(crate) to: Option<String>,
    /// What the show's title contains.
    #[serde(default)]
    pub(crate) q: String,
    /// The `next` of the page before.
    pub(crate) after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    pub(crate) limit: Option<u32>,
    /// Only of this show.
    pub(crate) show_id: Option<Uuid>,
}

impl PerformancesQuery {
    /// The question to the house, for one item more than a page has, and the size of the page.
    pub(super) fn parse(
        self,
        published_only: bool,
        usual_from: Timestamp,
    ) -> Result<(PerformanceQuery, u32), Problem> {
        let size = size(self.limit)?;
        let query = PerformanceQuery {
            published_only,
            show_id: self.show_id,
            from: moment("from", self.from.as_deref(), false)?.unwrap_or(usual_from),
            to: moment("to", self.to.as_deref(), true)?.unwrap_or(Timestamp::MAX),
            search: search(self.q)?,
            after: moment_cursor(self.after.as_deref())?,
            limit: size + 1,
        };
        Ok((query, size))
    }
}

/// The cursor after a performance.
pub(super) fn after(view: &PerformanceView) -> String {
    format!("{}_{}", view.starts_at.as_microsecond(), view.id)
}

/// Performances of published shows, by their beginnings.
#[utoipa::path(get, path = "/api/performances", tag = "programme", params(PerformancesQuery), responses((status = 200, body = Page<PerformanceItem>)))]
pub(crate) async fn list(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(query): Query<PerformancesQuery>,
) -> Result<Response, Problem> {
    let key = format!("performances {query:?}");
    if key.len() > 1_000 {
        return Err(Problem::malformed("The query is too long."));
    }
    let make = async || {
        let (query, size) = query.parse(true, web.house.now())?;
        let found = web.house.performances(query).await?;
        json(
            StatusCode::OK,
            &listing::page(found, size, after, |view| PerformanceItem::from(&view)),
        )
    };
    web.programme.serve(&key, &headers, make).await
}

/// One performance of a published show.
#[utoipa::path(get, path = "/api/performances/{id}", tag = "programme", params(("id" = Uuid, Path)), responses((status = 200, body = PerformanceItem)))]
pub(crate) async fn one(
    State(web): State<Web>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let make = async || {
        let view = web
            .house
            .performance(id)
            .await?
            .filter(|view| view.published)
            .ok_or_else(Problem::not_found)?;
        json(StatusCode::OK, &PerformanceItem::from(&view))
    };
    web.programme
        .serve(&format!("performance {id}"), &headers, make)
        .await
}

/// An id in a path; what is none does not exist.
pub(crate) fn id_of(text: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(text).map_err(|_| Problem::not_found())
}

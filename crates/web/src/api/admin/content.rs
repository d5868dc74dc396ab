//! Venues, rooms and shows.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::theatre::Content;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    body::{Body, Created, Item, RoomBody, ShowBody, VenueBody, merged, unknown_field},
    shows::ManagedShow,
};
use crate::{
    Web,
    api::{
        listing::{Page, PageQuery, cursor, page, search, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query},
};

/// A change: only the fields that change (JSON Merge Patch, RFC 7396).
pub(super) type Patch = Map<String, Value>;

pub(super) async fn create<B: Body<Content: Content>>(
    web: &Web,
    body: &B,
) -> Result<Response, Problem> {
    let id = web.house.create(body.parse()?).await?;
    Ok((StatusCode::CREATED, Answer(Created { id })).into_response())
}

pub(super) async fn change<B: Body<Content: Content>>(
    web: &Web,
    id: &str,
    patch: Patch,
) -> Result<Answer<Item<B>>, Problem> {
    let id = id_of(id)?;
    known::<B>(&patch)?;
    let changed = web
        .house
        .change(id, Box::new(move |stored| merged::<B>(&stored, &patch)))
        .await?;
    let fields = B::of(&changed);
    Ok(Answer(Item { id, fields }))
}

pub(super) async fn find<B: Body<Content: Content>>(
    web: &Web,
    id: &str,
) -> Result<Answer<Item<B>>, Problem> {
    let id = id_of(id)?;
    let found = web
        .house
        .find::<B::Content>(id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let fields = B::of(&found);
    Ok(Answer(Item { id, fields }))
}

/// Refuses fields that `B` does not have.
pub(super) fn known<B: Body>(patch: &Patch) -> Result<(), Problem> {
    unknown_field::<B>(patch).map_or(Ok(()), |name| {
        let errors = serde_json::json!([{ "field": name, "message": "There is no such field." }]);
        Err(Problem::malformed(format!("{name}: There is no such field.")).with("errors", errors))
    })
}

pub(super) fn items<B: Body>(found: Vec<(Uuid, B::Content)>, size: u32) -> Answer<Page<Item<B>>> {
    Answer(page(
        found,
        size,
        |(id, _)| id.to_string(),
        |(id, content)| Item {
            id,
            fields: B::of(&content),
        },
    ))
}

/// Venues, in the order of their making.
#[utoipa::path(get, path = "/api/admin/venues", tag = "administration", params(PageQuery), responses((status = 200, body = Page<Item<VenueBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn venues(
    State(web): State<Web>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Item<VenueBody>>>, Problem> {
    let size = size(query.limit)?;
    let found = web
        .house
        .venues(search(query.q)?, cursor(query.after.as_deref())?, size + 1)
        .await?;
    Ok(items(found, size))
}

/// Makes a venue.
#[utoipa::path(post, path = "/api/admin/venues", tag = "administration", request_body = VenueBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_venue(
    State(web): State<Web>,
    Json(body): Json<VenueBody>,
) -> Result<Response, Problem> {
    create::<VenueBody>(&web, &body).await
}

/// One venue.
#[utoipa::path(get, path = "/api/admin/venues/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<VenueBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn venue(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<VenueBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a venue: only the given fields.
#[utoipa::path(patch, path = "/api/admin/venues/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the venue's fields.", example = json!({ "name": "Teatro Nuovo" })), responses((status = 200, body = Item<VenueBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_venue(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<VenueBody>>, Problem> {
    change::<VenueBody>(&web, &id, patch).await
}

/// Which rooms.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RoomsQuery {
    /// Only of this venue.
    venue_id: Option<Uuid>,
    /// What the name contains.
    #[serde(default)]
    q: String,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// Rooms, in the order of their making.
#[utoipa::path(get, path = "/api/admin/rooms", tag = "administration", params(RoomsQuery), responses((status = 200, body = Page<Item<RoomBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn rooms(
    State(web): State<Web>,
    Query(query): Query<RoomsQuery>,
) -> Result<Answer<Page<Item<RoomBody>>>, Problem> {
    let size = size(query.limit)?;
    let found = web
        .house
        .rooms(
            query.venue_id,
            search(query.q)?,
            cursor(query.after.as_deref())?,
            size + 1,
        )
        .await?;
    Ok(items(found, size))
}

/// Makes a room.
#[utoipa::path(post, path = "/api/admin/rooms", tag = "administration", request_body = RoomBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_room(
    State(web): State<Web>,
    Json(body): Json<RoomBody>,
) -> Result<Response, Problem> {
    create::<RoomBody>(&web, &body).await
}

/// One room.
#[utoipa::path(get, path = "/api/admin/rooms/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<RoomBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn room(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<RoomBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a room: only the given fields. A new capacity holds for performances to come.
#[utoipa::path(patch, path = "/api/admin/rooms/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the room's fields.", example = json!({ "capacity": 260 })), responses((status = 200, body = Item<RoomBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_room(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<RoomBody>>, Problem> {
    change::<RoomBody>(&web, &id, patch).await
}

/// Shows, published or not, in the order of their making.
#[utoipa::path(get, path = "/api/admin/shows", tag = "administration", params(PageQuery), responses((status = 200, body = Page<ManagedShow>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn shows(
    State(web): State<Web>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<ManagedShow>>, Problem> {
    let size = size(query.limit)?;
    let found = web
        .house
        .shows(
            false,
            search(query.q)?,
            cursor(query.after.as_deref())?,
            size + 1,
        )
        .await?;
    Ok(Answer(page(
        found,
        size,
        |item| item.id.to_string(),
        ManagedShow::from,
    )))
}

/// Makes a show.
#[utoipa::path(post, path = "/api/admin/shows", tag = "administration", request_body = ShowBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_show(
    State(web): State<Web>,
    Json(body): Json<ShowBody>,
) -> Result<Response, Problem> {
    create::<ShowBody>(&web, &body).await
}

/// One show.
#[utoipa::path(get, path = "/api/admin/shows/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedShow)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ManagedShow>, Problem> {
    let Answer(found) = find(&web, &id).await?;
    ManagedShow::of(&web, found).await
}

/// Changes a show: only the given fields. Publishing is setting `published`.
#[utoipa::path(patch, path = "/api/admin/shows/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the show's fields.", example = json!({ "published": true })), responses((status = 200, body = ManagedShow)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_show(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<ManagedShow>, Problem> {
    let Answer(changed) = change::<ShowBody>(&web, &id, patch).await?;
    ManagedShow::of(&web, changed).await
}

//! Districts, routes and buses.

use axum::{Json as Answer, extract::State, http::StatusCode, response::Response};
use foh_app::travel::RouteFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{BusBody, DistrictBody, RouteBody};
use crate::{
    Web,
    api::{
        admin::{
            body::{Body, Created, Item, merged},
            content::{Patch, change, create, find, items, known},
        },
        listing::{Page, PageQuery, cursor, page, search, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query},
};

/// Districts, in the order of their making.
#[utoipa::path(get, path = "/api/admin/travel/districts", tag = "travel administration", params(PageQuery), responses((status = 200, body = Page<Item<DistrictBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn districts(
    State(web): State<Web>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Item<DistrictBody>>>, Problem> {
    let size = size(query.limit)?;
    let after = cursor(query.after.as_deref())?;
    let found = web
        .house
        .districts_page(search(query.q)?, after, size + 1)
        .await?;
    Ok(items(found, size))
}

/// Adds a district.
#[utoipa::path(post, path = "/api/admin/travel/districts", tag = "travel administration", request_body = DistrictBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_district(
    State(web): State<Web>,
    Json(body): Json<DistrictBody>,
) -> Result<Response, Problem> {
    create::<DistrictBody>(&web, &body).await
}

/// One district.
#[utoipa::path(get, path = "/api/admin/travel/districts/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<DistrictBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn district(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<DistrictBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a district: only the given fields.
#[utoipa::path(patch, path = "/api/admin/travel/districts/{id}", tag = "travel administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the district's fields.", example = json!({ "name": "Kigali" })), responses((status = 200, body = Item<DistrictBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_district(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<DistrictBody>>, Problem> {
    change::<DistrictBody>(&web, &id, patch).await
}

/// Removes a district; 409 `district_in_use` while a route begins or ends there.
#[utoipa::path(delete, path = "/api/admin/travel/districts/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn remove_district(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    web.house.remove_district(id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which routes or buses.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MastersQuery {
    /// What the name contains: of a route or its districts, or the plate or company of a bus.
    #[serde(default)]
    q: String,
    /// Only those that are in use.
    #[serde(default)]
    active: bool,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// Routes, in the order of their making.
#[utoipa::path(get, path = "/api/admin/travel/routes", tag = "travel administration", params(MastersQuery), responses((status = 200, body = Page<Item<RouteBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn routes(
    State(web): State<Web>,
    Query(query): Query<MastersQuery>,
) -> Result<Answer<Page<Item<RouteBody>>>, Problem> {
    let size = size(query.limit)?;
    let filter = RouteFilter {
        active_only: query.active,
        search: search(query.q)?,
        ..RouteFilter::default()
    };
    let after = cursor(query.after.as_deref())?;
    let found = web.house.routes(filter, after, size + 1).await?;
    Ok(Answer(page(
        found,
        size,
        |view| view.id.to_string(),
        |view| Item {
            id: view.id,
            fields: RouteBody::of(&view.route),
        },
    )))
}

/// Adds a route.
#[utoipa::path(post, path = "/api/admin/travel/routes", tag = "travel administration", request_body = RouteBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_route(
    State(web): State<Web>,
    Json(body): Json<RouteBody>,
) -> Result<Response, Problem> {
    create::<RouteBody>(&web, &body).await
}

/// One route.
#[utoipa::path(get, path = "/api/admin/travel/routes/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<RouteBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn route(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<RouteBody>>, Problem> {
    find(&web, &id).await
}

/// A route after a change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedRouteAnswer {
    #[serde(flatten)]
    route: Item<RouteBody>,
    /// Its departures to come that keep another fare, because somebody has reserved them.
    other_fare: Vec<Uuid>,
}

/// Changes a route: only the given fields. A new fare holds for departures to come that nobody has reserved.
#[utoipa::path(patch, path = "/api/admin/travel/routes/{id}", tag = "travel administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the route's fields.", example = json!({ "fare": "3500" })), responses((status = 200, body = ChangedRouteAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_route(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<ChangedRouteAnswer>, Problem> {
    let id = id_of(&id)?;
    known::<RouteBody>(&patch)?;
    let change = Box::new(move |stored| merged::<RouteBody>(&stored, &patch));
    let changed = web.house.change_route(id, change).await?;
    Ok(Answer(ChangedRouteAnswer {
        route: Item {
            id,
            fields: RouteBody::of(&changed.route),
        },
        other_fare: changed.other_fare,
    }))
}

/// Buses, in the order of their making.
#[utoipa::path(get, path = "/api/admin/travel/buses", tag = "travel administration", params(MastersQuery), responses((status = 200, body = Page<Item<BusBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn buses(
    State(web): State<Web>,
    Query(query): Query<MastersQuery>,
) -> Result<Answer<Page<Item<BusBody>>>, Problem> {
    let size = size(query.limit)?;
    let after = cursor(query.after.as_deref())?;
    let found = web
        .house
        .buses(search(query.q)?, query.active, after, size + 1)
        .await?;
    Ok(items(found, size))
}

/// Adds a bus.
#[utoipa::path(post, path = "/api/admin/travel/buses", tag = "travel administration", request_body = BusBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_bus(
    State(web): State<Web>,
    Json(body): Json<BusBody>,
) -> Result<Response, Problem> {
    create::<BusBody>(&web, &body).await
}

/// One bus.
#[utoipa::path(get, path = "/api/admin/travel/buses/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<BusBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn bus(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<BusBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a bus: only the given fields. A new capacity holds for departures to come.
#[utoipa::path(patch, path = "/api/admin/travel/buses/{id}", tag = "travel administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the bus's fields.", example = json!({ "capacity": 32 })), responses((status = 200, body = Item<BusBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_bus(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<BusBody>>, Problem> {
    change::<BusBody>(&web, &id, patch).await
}

//! Locations, unit types and beverages. None is deleted: what is switched off is not offered any more.

use axum::{Json as Answer, extract::State, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{BeverageBody, LocationBody, UnitTypeBody};
use crate::{
    Web,
    api::{
        admin::{
            body::{Created, Item},
            content::{Patch, change, create, find, items},
        },
        listing::{Page, cursor, search, size},
    },
    http::{Json, Path, Problem, Query},
};

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BarQuery {
    /// What the name contains.
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

/// Locations, in the order of their making.
#[utoipa::path(get, path = "/api/admin/bar/locations", tag = "bar administration", params(BarQuery), responses((status = 200, body = Page<Item<LocationBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn locations(
    State(web): State<Web>,
    Query(query): Query<BarQuery>,
) -> Result<Answer<Page<Item<LocationBody>>>, Problem> {
    let (size, after) = (size(query.limit)?, cursor(query.after.as_deref())?);
    let found = web
        .house
        .bar_locations(search(query.q)?, query.active, after, size + 1);
    Ok(items(found.await?, size))
}

/// Adds a location.
#[utoipa::path(post, path = "/api/admin/bar/locations", tag = "bar administration", request_body = LocationBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_location(
    State(web): State<Web>,
    Json(body): Json<LocationBody>,
) -> Result<Response, Problem> {
    create::<LocationBody>(&web, &body).await
}

/// Changes a location: only the given fields. One that is switched off is left out of every list; its stock stays as it is.
#[utoipa::path(patch, path = "/api/admin/bar/locations/{id}", tag = "bar administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the location's fields.", example = json!({ "active": false })), responses((status = 200, body = Item<LocationBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_location(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<LocationBody>>, Problem> {
    change::<LocationBody>(&web, &id, patch).await
}

/// Unit types, in the order of their making.
#[utoipa::path(get, path = "/api/admin/bar/unit-types", tag = "bar administration", params(BarQuery), responses((status = 200, body = Page<Item<UnitTypeBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn unit_types(
    State(web): State<Web>,
    Query(query): Query<BarQuery>,
) -> Result<Answer<Page<Item<UnitTypeBody>>>, Problem> {
    let (size, after) = (size(query.limit)?, cursor(query.after.as_deref())?);
    let found = web
        .house
        .unit_types(search(query.q)?, query.active, after, size + 1);
    Ok(items(found.await?, size))
}

/// Adds a unit type.
#[utoipa::path(post, path = "/api/admin/bar/unit-types", tag = "bar administration", request_body = UnitTypeBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_unit_type(
    State(web): State<Web>,
    Json(body): Json<UnitTypeBody>,
) -> Result<Response, Problem> {
    create::<UnitTypeBody>(&web, &body).await
}

/// One unit type.
#[utoipa::path(get, path = "/api/admin/bar/unit-types/{id}", tag = "bar administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<UnitTypeBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn unit_type(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<UnitTypeBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a unit type: only the given fields. What its beverages hold goes by the new number of items; counts keep theirs.
#[utoipa::path(patch, path = "/api/admin/bar/unit-types/{id}", tag = "bar administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the unit type's fields.", example = json!({ "items": 20 })), responses((status = 200, body = Item<UnitTypeBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_unit_type(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<UnitTypeBody>>, Problem> {
    change::<UnitTypeBody>(&web, &id, patch).await
}

/// Beverages, in the order of their making.
#[utoipa::path(get, path = "/api/admin/bar/beverages", tag = "bar administration", params(BarQuery), responses((status = 200, body = Page<Item<BeverageBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn beverages(
    State(web): State<Web>,
    Query(query): Query<BarQuery>,
) -> Result<Answer<Page<Item<BeverageBody>>>, Problem> {
    let (size, after) = (size(query.limit)?, cursor(query.after.as_deref())?);
    let found = web
        .house
        .beverages(search(query.q)?, query.active, after, size + 1);
    Ok(items(found.await?, size))
}

/// Adds a beverage.
#[utoipa::path(post, path = "/api/admin/bar/beverages", tag = "bar administration", request_body = BeverageBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create_beverage(
    State(web): State<Web>,
    Json(body): Json<BeverageBody>,
) -> Result<Response, Problem> {
    create::<BeverageBody>(&web, &body).await
}

/// One beverage.
#[utoipa::path(get, path = "/api/admin/bar/beverages/{id}", tag = "bar administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<BeverageBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn beverage(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<BeverageBody>>, Problem> {
    find(&web, &id).await
}

/// Changes a beverage: only the given fields. What lies at locations that have it no more stays written down there.
#[utoipa::path(patch, path = "/api/admin/bar/beverages/{id}", tag = "bar administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the beverage's fields.", example = json!({ "alarm_minimum": "6" })), responses((status = 200, body = Item<BeverageBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change_beverage(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<Item<BeverageBody>>, Problem> {
    change::<BeverageBody>(&web, &id, patch).await
}

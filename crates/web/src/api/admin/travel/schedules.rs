//! Schedules.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::travel::{RouteSchedule, ScheduleFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::ScheduleBody;
use crate::{
    Web,
    api::{
        admin::{
            body::{Body, Created, Item, merged},
            content::{Patch, known},
        },
        listing::{Page, cursor, page, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query},
};

/// Which schedules.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SchedulesQuery {
    /// Only on this route.
    route_id: Option<Uuid>,
    /// Only by this bus.
    bus_id: Option<Uuid>,
    /// Only those of which departures are made.
    #[serde(default)]
    active: bool,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

fn item(id: Uuid, of: &RouteSchedule) -> Item<ScheduleBody> {
    Item {
        id,
        fields: ScheduleBody::of(of),
    }
}

/// Schedules, in the order of their making.
#[utoipa::path(get, path = "/api/admin/travel/schedules", tag = "travel administration", params(SchedulesQuery), responses((status = 200, body = Page<Item<ScheduleBody>>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<SchedulesQuery>,
) -> Result<Answer<Page<Item<ScheduleBody>>>, Problem> {
    let size = size(query.limit)?;
    let filter = ScheduleFilter {
        active_only: query.active,
        route_id: query.route_id,
        bus_id: query.bus_id,
    };
    let after = cursor(query.after.as_deref())?;
    let found = web.house.schedules(filter, after, size + 1).await?;
    Ok(Answer(page(
        found,
        size,
        |view| view.id.to_string(),
        |view| item(view.id, &view.of),
    )))
}

/// Adds a schedule; its departures are there when this answers.
#[utoipa::path(post, path = "/api/admin/travel/schedules", tag = "travel administration", request_body = ScheduleBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create(
    State(web): State<Web>,
    Json(body): Json<ScheduleBody>,
) -> Result<Response, Problem> {
    let id = web.house.create_schedule(body.parse()?).await?;
    Ok((StatusCode::CREATED, Answer(Created { id })).into_response())
}

/// One schedule.
#[utoipa::path(get, path = "/api/admin/travel/schedules/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = Item<ScheduleBody>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Item<ScheduleBody>>, Problem> {
    let found = web.house.schedule(id_of(&id)?).await?;
    let view = found.ok_or_else(Problem::not_found)?;
    Ok(Answer(item(view.id, &view.of)))
}

/// A schedule after a change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedScheduleAnswer {
    #[serde(flatten)]
    schedule: Item<ScheduleBody>,
    /// Its departures to come that stay otherwise than it says now, because somebody has reserved them.
    kept: Vec<Uuid>,
    /// How many departures were removed; some of their days may have one again.
    removed: usize,
    /// How many departures were made.
    made: usize,
}

/// Changes a schedule: only the given fields. Departures to come that nobody has reserved follow at once.
#[utoipa::path(patch, path = "/api/admin/travel/schedules/{id}", tag = "travel administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the schedule's fields.", example = json!({ "departs": "07:00", "arrives": "09:30" })), responses((status = 200, body = ChangedScheduleAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Result<Answer<ChangedScheduleAnswer>, Problem> {
    let id = id_of(&id)?;
    known::<ScheduleBody>(&patch)?;
    let change = Box::new(move |stored| merged::<ScheduleBody>(&stored, &patch));
    let changed = web.house.change_schedule(id, change).await?;
    Ok(Answer(ChangedScheduleAnswer {
        schedule: item(id, &changed.schedule),
        kept: changed.kept,
        removed: changed.removed,
        made: changed.made,
    }))
}

//! Sessions: for everybody to look at, for facilitators to make, change and call off.

use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::{
    identity::Staff,
    studio::{SessionChange, SessionFilter},
};
use foh_domain::{limits::Limit, studio::SessionKind, theatre::Zone};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    admit,
    session::{SessionPage, StudioSession, after},
    session_body::{NewSession, SessionChangeBody},
};
use crate::{
    Web,
    api::{
        listing::{moment, moment_cursor, page, search, size},
        performances::{id_of, json},
    },
    http::{Json, Path, Problem, Query, SignedIn},
    pages::render::house_zone,
};

/// Which sessions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Only `session` or only `retreat`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// What the title contains.
    #[serde(default)]
    q: String,
    /// From this date or moment on; from now on if not given.
    from: Option<String>,
    /// Up to this date (with it) or moment (without it).
    to: Option<String>,
    /// Only those without a price, or only those with one.
    free: Option<bool>,
    /// Only those with a place left.
    #[serde(default)]
    with_places: bool,
    /// Only of this facilitator.
    facilitator_id: Option<Uuid>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

impl SessionsQuery {
    /// The question to the house, for one session more than a page has, and the size of the page.
    fn parse(self, now: Timestamp) -> Result<(SessionFilter, u32), Problem> {
        let size = size(self.limit)?;
        let kind = self.kind.as_deref().map(|word| {
            SessionKind::parse(word).ok_or_else(|| {
                Problem::malformed("type: this is session or retreat.")
                    .fault("type", "This is session or retreat.")
            })
        });
        let after = moment_cursor(self.after.as_deref())?;
        let filter = SessionFilter {
            active_only: true,
            owner_id: self.facilitator_id,
            kind: kind.transpose()?,
            free: self.free,
            with_places: self.with_places,
            from: moment("from", self.from.as_deref(), false)?.unwrap_or(now),
            to: moment("to", self.to.as_deref(), true)?.unwrap_or(Timestamp::MAX),
            search: search(self.q)?,
            after: after.unwrap_or((Timestamp::MIN, Uuid::nil())),
            limit: size + 1,
        };
        Ok((filter, size))
    }
}

/// What became of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionDone {
    #[schema(example = "Session created")]
    message: &'static str,
    session_id: Uuid,
}

/// A session that was called off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionCancelled {
    #[schema(example = "Session cancelled")]
    message: &'static str,
    session_id: Uuid,
    /// How many bookings it had: each guest is told.
    #[schema(example = 7)]
    cancelled_bookings: usize,
}

/// The sessions and retreats that take place, by their beginnings.
#[utoipa::path(get, path = "/api/sessions", tag = "studio", params(SessionsQuery), responses((status = 200, body = SessionPage)))]
pub(crate) async fn list(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(query): Query<SessionsQuery>,
) -> Result<Response, Problem> {
    let key = format!("sessions {query:?}");
    if key.len() > 1_000 {
        return Err(Problem::malformed("The query is too long."));
    }
    let make = async || {
        let (filter, size) = query.parse(web.house.now())?;
        let found = web.house.studio_sessions(filter).await?;
        let found = page(found, size, after, |item| StudioSession::from(&item));
        json(StatusCode::OK, &SessionPage::from(found))
    };
    web.programme.serve(&key, &headers, make).await
}

/// One session; one that was called off or is over says so.
#[utoipa::path(get, path = "/api/sessions/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = StudioSession)))]
pub(crate) async fn one(
    State(web): State<Web>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let make = async || {
        let found = web.house.studio_session(id).await?;
        let item = found.ok_or_else(Problem::not_found)?;
        json(StatusCode::OK, &StudioSession::from(&item))
    };
    web.programme
        .serve(&format!("session {id}"), &headers, make)
        .await
}

/// Makes a session of whoever asks.
#[utoipa::path(post, path = "/api/sessions", tag = "studio", request_body = NewSession, responses((status = 201, body = SessionDone)))]
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<NewSession>,
) -> Result<(StatusCode, Answer<SessionDone>), Problem> {
    admit(&web, Limit::SessionChange, &staff).await?;
    let session = body.parse(zone(&web).await?, web.house.settings().currency)?;
    let session_id = web.house.create_session(session, &staff).await?;
    let done = SessionDone {
        message: "Session created",
        session_id,
    };
    Ok((StatusCode::CREATED, Answer(done)))
}

/// Changes one's own session: only the given fields. Its guests are told when its time, place or title is another.
#[utoipa::path(put, path = "/api/sessions/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body(content = SessionChangeBody, example = json!({ "capacity": 16 })), responses((status = 200, body = SessionDone)))]
pub(crate) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<SessionChangeBody>,
) -> Result<Answer<SessionDone>, Problem> {
    let session_id = id_of(&id)?;
    admit(&web, Limit::SessionChange, &staff).await?;
    let currency = web.house.settings().currency;
    let change: SessionChange = Arc::new(move |stored| body.apply(&stored, currency));
    web.house.change_session(session_id, &staff, change).await?;
    Ok(Answer(SessionDone {
        message: "Session updated",
        session_id,
    }))
}

/// Calls one's own session off: all its bookings are cancelled, and every guest is told.
#[utoipa::path(post, path = "/api/sessions/{id}/cancel", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = SessionCancelled)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<SessionCancelled>, Problem> {
    call_off(&web, &staff, &id).await
}

/// Calls one's own session off, like `POST /api/sessions/{id}/cancel`: nothing is erased.
#[utoipa::path(delete, path = "/api/facilitator/sessions/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = SessionCancelled)))]
pub(crate) async fn remove(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<SessionCancelled>, Problem> {
    call_off(&web, &staff, &id).await
}

async fn call_off(web: &Web, staff: &Staff, id: &str) -> Result<Answer<SessionCancelled>, Problem> {
    let session_id = id_of(id)?;
    admit(web, Limit::SessionChange, staff).await?;
    let cancelled = web.house.cancel_session(session_id, staff).await?;
    Ok(Answer(SessionCancelled {
        message: "Session cancelled",
        session_id,
        cancelled_bookings: cancelled.bookings,
    }))
}

/// Where the clocks of a session stand if nothing is said.
async fn zone(web: &Web) -> Result<Zone, Problem> {
    let utc =
        || Zone::parse("UTC").map_err(|error| Problem::internal(&std::io::Error::other(error)));
    house_zone(web).await?.map_or_else(utc, Ok)
}

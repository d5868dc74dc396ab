//! Customer records: the program as the CRM of other systems. Errors are as the contract of the studio has them: 400 where a field
//! is missing or wrong, with `error` naming it.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use foh_app::crm::{CrmRecordItem, KeepRecordError, Kept};
use foh_domain::{
    crm::{ForeignBooking, ForeignBookingFields},
    field::FieldError,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    listing::{Page, cursor, page, size},
    performances::id_of,
};
use crate::{
    Web,
    http::{Json, Path, Problem, Query, SignedIn},
};

/// Under what a system tells something once, however often it sends it.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest such key, in bytes.
const LONGEST_KEY: usize = 200;

/// An id of another system: text or a whole number.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ForeignId {
    Number(i64),
    Text(String),
}

impl ForeignId {
    fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Whose the booking is.
#[derive(Default, Deserialize, ToSchema)]
pub(crate) struct ToldUser {
    #[schema(required, example = "4711")]
    id: Option<ForeignId>,
    #[schema(required, example = "ada.rossi@example.org")]
    email: Option<String>,
    #[schema(required, example = "Ada Rossi")]
    name: Option<String>,
}

/// What the booking is for.
#[derive(Default, Deserialize, ToSchema)]
pub(crate) struct ToldEvent {
    #[schema(required, example = "17")]
    id: Option<ForeignId>,
    #[schema(required, example = "Morning practice")]
    title: Option<String>,
    /// ISO 8601.
    #[schema(required, example = "2026-11-28T08:00:00Z")]
    start_time: Option<String>,
}

/// A booking of another system. Every field must be there; others are passed over, since systems tell what they have.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ToldBooking {
    #[schema(required, example = "42")]
    booking_id: Option<ForeignId>,
    #[schema(required)]
    user: Option<ToldUser>,
    #[schema(required)]
    event: Option<ToldEvent>,
    #[schema(required, example = "7")]
    facilitator_id: Option<ForeignId>,
}

impl ToldBooking {
    fn read(self) -> Result<ForeignBooking, Problem> {
        let text = |id: Option<ForeignId>| id.map(ForeignId::into_text);
        let (user, event) = (
            self.user.unwrap_or_default(),
            self.event.unwrap_or_default(),
        );
        let (booking_id, facilitator_id) = (text(self.booking_id), text(self.facilitator_id));
        let (user_id, event_id) = (text(user.id), text(event.id));
        let fields = ForeignBookingFields {
            booking_id: booking_id.as_deref(),
            user_id: user_id.as_deref(),
            user_email: user.email.as_deref(),
            user_name: user.name.as_deref(),
            event_id: event_id.as_deref(),
            event_title: event.title.as_deref(),
            event_start_time: event.start_time.as_deref(),
            facilitator_id: facilitator_id.as_deref(),
        };
        ForeignBooking::parse(fields).map_err(at_fault)
    }
}

/// The contract has 400 for fields, and names them in one sentence.
fn at_fault(faults: Vec<FieldError>) -> Problem {
    let told: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.message))
        .collect();
    let told = told.join(" ");
    let problem = Problem::malformed(told.clone()).with("error", told);
    faults.into_iter().fold(problem, |problem, fault| {
        problem.fault(fault.field, fault.message)
    })
}

/// Whose a booking is.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordUser {
    #[schema(example = "4711")]
    id: String,
    #[schema(example = "ada.rossi@example.org")]
    email: String,
    #[schema(example = "Ada Rossi")]
    name: String,
}

/// What a booking is for.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordEvent {
    #[schema(example = "17")]
    id: String,
    #[schema(example = "Morning practice")]
    title: String,
    #[schema(example = "2026-11-28T08:00:00Z")]
    start_time: String,
}

/// A booking as it was told.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordBooking {
    #[schema(example = "42")]
    booking_id: String,
    user: RecordUser,
    event: RecordEvent,
    #[schema(example = "7")]
    facilitator_id: String,
}

impl From<ForeignBooking> for RecordBooking {
    fn from(told: ForeignBooking) -> Self {
        Self {
            booking_id: told.booking_id,
            user: RecordUser {
                id: told.user.id,
                email: told.user.email.expose().to_owned(),
                name: told.user.name.expose().to_owned(),
            },
            event: RecordEvent {
                id: told.event.id,
                title: told.event.title,
                start_time: told.event.start_time,
            },
            facilitator_id: told.facilitator_id,
        }
    }
}

/// A customer record.
#[derive(Serialize, ToSchema)]
pub(crate) struct CrmRecord {
    id: Uuid,
    /// What was told; null once it is erased.
    booking: Option<RecordBooking>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    /// Whether somebody has dealt with it.
    processed: bool,
    #[schema(example = json!(null))]
    processed_at: Option<String>,
}

impl From<CrmRecordItem> for CrmRecord {
    fn from(item: CrmRecordItem) -> Self {
        Self {
            id: item.id,
            booking: item.told.map(Into::into),
            created_at: item.created_at.to_string(),
            processed: item.processed_at.is_some(),
            processed_at: item.processed_at.map(|at| at.to_string()),
        }
    }
}

impl From<KeepRecordError> for Problem {
    fn from(error: KeepRecordError) -> Self {
        match error {
            KeepRecordError::Protection(_) => Self::internal(&error),
            KeepRecordError::Store(error) => error.into(),
        }
    }
}

/// Keeps what another system tells of a booking, once: a repetition of its `Idempotency-Key`, or without one of its booking, is
/// answered with the record there is and 200.
#[utoipa::path(post, path = "/api/booking-notification", tag = "crm", params(("Idempotency-Key" = Option<String>, Header, description = "Up to 200 visible ASCII characters.")), request_body = ToldBooking, responses((status = 201, body = CrmRecord), (status = 200, body = CrmRecord)))]
pub(crate) async fn keep(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
    Json(body): Json<ToldBooking>,
) -> Result<Response, Problem> {
    let key = key(&headers)?;
    let kept = web
        .house
        .keep_crm_record(staff.id, key, body.read()?)
        .await?;
    let (status, item) = match kept {
        Kept::Now(item) => (StatusCode::CREATED, item),
        Kept::Before(item) => (StatusCode::OK, item),
    };
    Ok((status, Answer(CrmRecord::from(item))).into_response())
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    key.filter(|key| (1..=LONGEST_KEY).contains(&key.len()))
        .map(Some)
        .ok_or_else(|| {
            let told = "Idempotency-Key: up to 200 visible ASCII characters.";
            Problem::malformed(told).with("error", told)
        })
}

/// Which customer records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordsQuery {
    /// Only those that somebody has dealt with, or only those that nobody has.
    processed: Option<bool>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// The customer records, the newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "crm", params(RecordsQuery), responses((status = 200, body = Page<CrmRecord>)))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<RecordsQuery>,
) -> Result<Answer<Page<CrmRecord>>, Problem> {
    let (before, limit) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let records = web.house.crm_records(query.processed, before, limit + 1);
    let last = |item: &CrmRecordItem| item.id.to_string();
    Ok(Answer(page(records.await?, limit, last, Into::into)))
}

/// Notes that somebody has dealt with a customer record; the first time counts.
#[utoipa::path(put, path = "/api/notifications/{id}/process", tag = "crm", params(("id" = Uuid, Path)), responses((status = 200, body = CrmRecord)))]
pub(crate) async fn process(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<CrmRecord>, Problem> {
    let processed = web.house.process_crm_record(id_of(&id)?).await?;
    let record = processed.ok_or_else(Problem::not_found)?;
    Ok(Answer(record.into()))
}

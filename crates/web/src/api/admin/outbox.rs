//! What could not be delivered.

use axum::{Json as Answer, extract::State};
use foh_app::{
    Channel,
    outbox::{About, Undelivered},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    api::{
        listing::{Page, cursor, page, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query},
};

/// Something that failed at least once: parked after too many attempts or because the other side refused it for good, or waiting
/// for another attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndeliveredEntry {
    id: Uuid,
    /// The way it takes: `smtp` for e-mails, `crm` for what customer records are told, `sms` for text messages, `payments` for what payment providers are asked.
    #[schema(example = "smtp")]
    channel: &'static str,
    #[schema(example = "ticket")]
    kind: String,
    /// What it is about: `reservation`, `booking`, `account`, `person` or `unknown`.
    #[schema(example = "reservation")]
    about: &'static str,
    /// The id of that, where it says who or what.
    subject_id: Option<Uuid>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    #[schema(example = 16)]
    attempts: u32,
    /// When it is tried again by itself; null when it is parked.
    #[schema(example = json!(null))]
    next_attempt_at: Option<String>,
    /// Why the last attempt failed, without personal data.
    reason: Option<String>,
}

impl From<Undelivered> for UndeliveredEntry {
    fn from(found: Undelivered) -> Self {
        let entry = found.entry;
        Self {
            id: entry.id,
            channel: entry.channel.as_str(),
            kind: entry.kind,
            about: found.about.as_str(),
            subject_id: match found.about {
                About::Reservation(id)
                | About::Booking(id)
                | About::Payment(id)
                | About::Refund(id)
                | About::TravelBooking(id)
                | About::Stock(id)
                | About::Account(id) => Some(id),
                About::Person | About::Unknown => None,
            },
            created_at: entry.created_at.to_string(),
            attempts: entry.attempts,
            next_attempt_at: entry.next_attempt_at.map(|at| at.to_string()),
            reason: entry.last_error,
        }
    }
}

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UndeliveredQuery {
    /// Only those of this channel: `smtp`, `crm`, `sms` or `payments`.
    channel: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// What is to be tried again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetriedChannel {
    /// `smtp`, `crm`, `sms` or `payments`.
    #[schema(example = "crm")]
    channel: String,
}

/// How much is on its way again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetriedEntries {
    #[schema(example = "queued")]
    status: &'static str,
    /// How many entries.
    #[schema(example = 12)]
    entries: u64,
}

/// Something that is on its way (again).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueuedMail {
    #[schema(example = "queued")]
    status: &'static str,
}

impl QueuedMail {
    /// The answer for one entry.
    pub(super) fn answer() -> Answer<Self> {
        Answer(Self { status: "queued" })
    }
}

/// The channel a word names.
pub(crate) fn channel(word: &str) -> Result<Channel, Problem> {
    Channel::parse(word).ok_or_else(|| {
        Problem::malformed("channel: there is no such channel.")
            .fault("channel", "There is no such channel.")
    })
}

/// What could not be delivered, the oldest first.
#[utoipa::path(get, path = "/api/admin/outbox", tag = "administration", params(UndeliveredQuery), responses((status = 200, body = Page<UndeliveredEntry>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn undelivered(
    State(web): State<Web>,
    Query(query): Query<UndeliveredQuery>,
) -> Result<Answer<Page<UndeliveredEntry>>, Problem> {
    let channel = query.channel.as_deref().map(channel).transpose()?;
    let (after, limit) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.undelivered(channel, after, limit + 1).await?;
    let last = |found: &Undelivered| found.entry.id.to_string();
    Ok(Answer(page(found, limit, last, Into::into)))
}

/// Tries something again that is parked or waits for another attempt.
#[utoipa::path(post, path = "/api/admin/outbox/{id}/retry", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = QueuedMail)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn retry(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<QueuedMail>, Problem> {
    if web.house.retry_undelivered(id_of(&id)?).await? {
        Ok(QueuedMail::answer())
    } else {
        Err(Problem::not_found())
    }
}

/// Tries everything of a channel again.
#[utoipa::path(post, path = "/api/admin/outbox/retry", tag = "administration", request_body = RetriedChannel, responses((status = 200, body = RetriedEntries)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn retry_all(
    State(web): State<Web>,
    Json(body): Json<RetriedChannel>,
) -> Result<Answer<RetriedEntries>, Problem> {
    let channel = channel(&body.channel)?;
    let entries = web.house.retry_all_undelivered(channel).await?;
    Ok(Answer(RetriedEntries {
        status: "queued",
        entries,
    }))
}

//! The audit log.

use std::collections::BTreeMap;

use axum::{Json as Answer, extract::State};
use foh_app::audit::{AuditFilter, AuditItem, Place};
use foh_domain::audit::{Group, Value};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    api::listing::{Page, bad_cursor, moment, page, size},
    http::{Problem, Query},
};

/// Which entries of the audit log.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Only about this: `sign_in`, `accounts`, `tokens`, `door`, `box_office`, `content`, `stock`, `payments`, `privacy` or
    /// `operations`.
    group: Option<String>,
    /// Only what this account did.
    actor_id: Option<Uuid>,
    /// Only what was done to this: a reservation, a performance, an account.
    subject_id: Option<Uuid>,
    /// Not before this date (UTC) or moment.
    from: Option<String>,
    /// Up to the end of this date (UTC), or before this moment.
    to: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    /// Its place: microseconds since 1970, chain, number in the chain.
    #[schema(example = "1795262400000000-3-1042")]
    id: String,
    #[schema(example = "2026-11-21T20:41:07Z")]
    at: String,
    /// What was done; a word that never changes its meaning.
    #[schema(example = "check_in.admitted")]
    action: String,
    /// Who did it, in words.
    #[schema(example = "Ada Lovelace")]
    who: String,
    /// What was done, in words.
    #[schema(example = "admitted 2 of 3")]
    what: String,
    /// To what, in words; empty where that is said already.
    #[schema(example = "reservation 4D5E6F")]
    about: String,
    /// The account that did it; null for a guest or the house itself.
    actor_id: Option<Uuid>,
    /// To what: a reservation, a performance, an account, whatever the action is about.
    subject_id: Option<Uuid>,
    /// By which way: `web`, `command_line` or `house`; null when it was erased.
    #[schema(example = "web")]
    via: Option<&'static str>,
    /// From which address; null when it is not known, or was erased.
    #[schema(example = "203.0.113.9")]
    from: Option<String>,
    /// What exactly, as the action says; null when it was erased.
    #[schema(value_type = Option<Object>, example = json!({"admitted": 2, "inside": 2, "party": 3}))]
    details: Option<BTreeMap<String, Value>>,
}

fn entry(item: AuditItem) -> AuditEntry {
    let (who, what, about) = (item.who(), item.what(), item.to_what());
    let details = item.details;
    AuditEntry {
        id: item.place.to_string(),
        at: item.at.to_string(),
        action: item.word,
        who,
        what,
        about,
        actor_id: item.actor_id,
        subject_id: item.subject_id,
        via: details.as_ref().map(|details| details.via.as_str()),
        from: details
            .as_ref()
            .and_then(|details| Some(details.from?.to_string())),
        details: details.map(|details| details.words),
    }
}

/// The place where a page of the log begins.
pub(crate) fn place(after: Option<&str>) -> Result<Option<Place>, Problem> {
    after
        .map(|text| text.parse().map_err(|_| bad_cursor()))
        .transpose()
}

/// The audit log, the newest entry first.
#[utoipa::path(get, path = "/api/admin/audit", tag = "administration", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<AuditQuery>,
) -> Result<Answer<Page<AuditEntry>>, Problem> {
    let group = query.group.as_deref().map(|word| {
        Group::parse(word).ok_or_else(|| {
            Problem::malformed("group: there is no such group.")
                .fault("group", "There is no such group.")
        })
    });
    let limit = size(query.limit)?;
    let filter = AuditFilter {
        group: group.transpose()?,
        account: query.actor_id,
        subject: query.subject_id,
        from: moment("from", query.from.as_deref(), false)?,
        until: moment("to", query.to.as_deref(), true)?,
        before: place(query.after.as_deref())?,
        limit: limit + 1,
    };
    let found = web.house.audit_log(filter).await?;
    let last = |item: &AuditItem| item.place.to_string();
    Ok(Answer(page(found, limit, last, entry)))
}

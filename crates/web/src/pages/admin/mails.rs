//! E-mails that could not be delivered.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::Entry;
use jiff::tz::TimeZone;

use super::{
    done::Done,
    lists::{self, Asked},
};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::admin::{Pager, ParkedLine, Section, outbox},
};

const PATH: &str = "/admin/outbox";
/// E-mails in the list; the others follow once these are sent.
const MOST: u32 = 200;

/// `GET /admin/outbox`
pub(super) async fn parked(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let parked = web.house.parked_mails(MOST).await?;
    let lines = parked.into_iter().map(|entry| line(entry, &zone)).collect();
    let asked = Asked {
        q: String::new(),
        ..asked
    };
    let title = "Undelivered e-mails";
    let section = Section::Outbox;
    let basics = lists::basics(&web, title, section, &staff, &asked, Pager::default());
    render::page(StatusCode::OK, &outbox(basics, lines))
}

fn line(entry: Entry, zone: &TimeZone) -> ParkedLine {
    let since = entry.created_at.to_zoned(zone.clone());
    let kind = match entry.kind.as_str() {
        "confirmation" => "Confirmation link",
        "ticket" => "Ticket",
        "cancellation" => "Cancellation",
        _ => "E-mail",
    };
    ParkedLine {
        id: entry.id.to_string(),
        kind: kind.to_owned(),
        reservation_id: entry.subject_id.to_string(),
        since: since.strftime("%-d %B, %H:%M").to_string(),
        since_datetime: words::machine(&since),
        attempts: entry.attempts,
        reason: sentence(&entry.last_error.unwrap_or_default()),
    }
}

/// The reason as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

/// `POST /admin/outbox/{id}/retry`
pub(super) async fn retry(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    let done = if web.house.retry_mail(id).await? {
        Done::Sent
    } else {
        Done::NotParked
    };
    Ok(done.seen_at(PATH))
}

//! Who comes to a session, as a file.

use axum::{extract::State, response::Response};
use foh_app::studio::BookingItem;
use foh_domain::{audit::Action, theatre::Zone};
use jiff::Timestamp;

use super::attendees::everybody;
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{csv, render::Id, words},
};

/// The columns, named as in the API.
const COLUMNS: [&str; 9] = [
    "id",
    "name",
    "email",
    "notes",
    "price",
    "currency",
    "payment",
    "created_at",
    "checked_in_at",
];

/// `GET /facilitator/sessions/{id}/bookings.csv`: what the list shows.
pub(super) async fn file(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = everybody(&web, id, &staff).await?;
    let mut table = csv::begin(&COLUMNS)?;
    for item in &found {
        csv::row(&mut table, cells(item))?;
    }
    let rows = found.len();
    tracing::info!(staff = %staff.id, session = %id, rows, "bookings were exported");
    let noted = i64::try_from(rows).unwrap_or(i64::MAX);
    let words = [("what", "bookings".into()), ("rows", noted.into())];
    web.house
        .witnessed(Action::Exported, Some(id), &words)
        .await?;
    let name = format!("bookings-all-{rows}.csv");
    Ok(csv::download(csv::bytes(table)?, &name))
}

fn cells(item: &BookingItem) -> [String; 9] {
    let (view, guest) = (&item.view, item.guest.as_ref());
    let email = guest.and_then(|guest| guest.email.as_ref());
    let notes = guest.and_then(|guest| guest.notes.as_ref());
    let local = |at| local(at, &view.time_zone);
    [
        view.id.to_string(),
        guest.map_or(String::new(), |guest| guest.name.expose().to_owned()),
        email.map_or(String::new(), |email| email.expose().to_owned()),
        notes.map_or(String::new(), |notes| notes.expose().to_owned()),
        view.price.plain(),
        view.price.currency.code().to_owned(),
        item.paid.state.as_str().to_owned(),
        local(view.created_at),
        view.checked_in_at.map_or(String::new(), local),
    ]
}

fn local(at: Timestamp, zone: &Zone) -> String {
    words::machine(&words::local(at, zone))
}

//! The manifest: who travels with a departure, on paper and as a file (RFC 4180).

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{DepartureView, TravelBookingItem},
};
use foh_domain::{audit::Action, booking::ReservationStatus};
use uuid::Uuid;

use super::{
    frame,
    lines::{head, name, phone, route, sum},
};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{
        csv,
        render::{self, Id},
        words,
    },
    views::travel_desk::{ManifestLine, ManifestPage, Section},
};

/// The columns, named as in the API.
const COLUMNS: [&str; 10] = [
    "reference",
    "passenger_name",
    "phone_number",
    "email",
    "seats",
    "on_board",
    "status",
    "payment_method",
    "amount",
    "currency",
];

/// `GET /travel/desk/departures/{id}/manifest`
pub(super) async fn page_of(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let (departure, items) = standing(&web, id, &staff).await?;
    let (paid, held): (Vec<_>, Vec<_>) = items
        .iter()
        .partition(|item| item.view.status != ReservationStatus::Pending);
    let now = web.house.now();
    let total = sum(
        departure.fare,
        paid.iter().map(|item| item.view.amount.amount),
    );
    let page = ManifestPage {
        frame: frame(
            &web,
            &format!("Manifest, {}", route(&departure)),
            Section::Departures,
            &staff,
        ),
        departure: head(&departure, now),
        seats: paid.iter().map(|item| item.view.party.get()).sum(),
        on_board: paid.iter().map(|item| item.view.checked_in).sum(),
        held: held.iter().map(|item| item.view.party.get()).sum(),
        total: total.to_string(),
        made_at: words::moment(&words::local(now, &departure.time_zone)),
        lines: paid.into_iter().map(line).collect(),
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /travel/desk/departures/{id}/manifest.csv`: those who hold seats without having paid too, as their status says.
pub(super) async fn file(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let (departure, items) = standing(&web, id, &staff).await?;
    let mut writer = csv::begin(&COLUMNS)?;
    for item in &items {
        csv::row(&mut writer, cells(item))?;
    }
    let rows = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let words = [("what", "manifest".into()), ("rows", rows.into())];
    web.house
        .witnessed(Action::Exported, Some(id), &words)
        .await?;
    let leaves = words::local(departure.departs_at, &departure.time_zone);
    let name = format!("manifest-{}.csv", leaves.strftime("%Y-%m-%d-%H%M"));
    Ok(csv::download(csv::bytes(writer)?, &name))
}

/// The bookings that stand, by the names of their passengers.
async fn standing(
    web: &Web,
    id: Uuid,
    staff: &Staff,
) -> Result<(DepartureView, Vec<TravelBookingItem>), Problem> {
    let found = web.house.passengers(id, true, staff).await;
    let (departure, mut items) = found?;
    items.sort_by_cached_key(|item| name(item).unwrap_or_default().to_lowercase());
    Ok((departure, items))
}

fn line(item: &TravelBookingItem) -> ManifestLine {
    ManifestLine {
        name: name(item).unwrap_or_else(|| "Erased".to_owned()),
        phone: phone(item).unwrap_or_default(),
        reference: item.reference.to_string(),
        seats: item.view.party.get(),
        on_board: item.view.checked_in,
        method: item.view.method.in_words(),
        amount: item.view.amount.to_string(),
    }
}

fn cells(item: &TravelBookingItem) -> [String; 10] {
    let view = &item.view;
    let email = item.guest.as_ref().and_then(|guest| guest.email.as_ref());
    [
        item.reference.to_string(),
        name(item).unwrap_or_default(),
        phone(item).unwrap_or_default(),
        email.map_or(String::new(), |email| email.expose().to_owned()),
        view.party.get().to_string(),
        view.checked_in.to_string(),
        view.status.as_str().to_owned(),
        view.method.as_str().to_owned(),
        view.amount.plain(),
        view.amount.currency.code().to_owned(),
    ]
}

//! Reservations as CSV (RFC 4180).

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use foh_app::{PerformanceView, theatre::ReservationItem};
use foh_domain::{audit::Action, theatre::Zone};
use jiff::Timestamp;

use super::{
    lists::Asked,
    reservations::{Wanted, performances_of},
};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{csv, words},
};

/// Rows of a file.
const MOST_ROWS: usize = 20_000;
/// Rows read at once, so that nobody else waits for them.
const STRIDE: u32 = 500;

/// The columns, named as in the API.
const COLUMNS: [&str; 17] = [
    "id",
    "reference",
    "show",
    "starts_at",
    "venue",
    "room",
    "status",
    "party_size",
    "checked_in",
    "name",
    "email",
    "phone",
    "notes",
    "created_at",
    "confirmed_at",
    "cancelled_at",
    "checked_in_at",
];

/// `GET /admin/reservations.csv`: what the list shows under the same filters, from the newest on.
pub(super) async fn file(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let mut filter = wanted.filter(&asked)?;
    let mut table = Table::new(MOST_ROWS)?;
    let mut about = HashMap::new();
    loop {
        filter.limit = STRIDE;
        let some = web.house.reservations(filter.clone()).await?;
        filter.before = some.last().map(|item| item.reservation.id);
        about.extend(performances_of(&web, &some).await?);
        for item in &some {
            table.row(item, about.get(&item.reservation.occurrence_id))?;
        }
        if some.len() < STRIDE as usize || table.is_cut() {
            break;
        }
    }
    let (rows, cut) = (table.rows, table.is_cut());
    tracing::info!(staff = %staff.id, rows, cut, "reservations were exported");
    let rows_noted = i64::try_from(rows).unwrap_or(i64::MAX);
    let words = [("what", "reservations".into()), ("rows", rows_noted.into())];
    web.house
        .witnessed(Action::Exported, filter.performance_id, &words)
        .await?;
    let name = if cut { "first" } else { "all" };
    Ok(csv::download(
        table.finish()?,
        &format!("reservations-{name}-{rows}.csv"),
    ))
}

/// The file being written.
struct Table {
    writer: ::csv::Writer<Vec<u8>>,
    most: usize,
    rows: usize,
    left_out: usize,
}

impl Table {
    fn new(most: usize) -> Result<Self, Problem> {
        Ok(Self {
            writer: csv::begin(&COLUMNS)?,
            most,
            rows: 0,
            left_out: 0,
        })
    }

    fn is_cut(&self) -> bool {
        self.left_out > 0
    }

    fn row(
        &mut self,
        item: &ReservationItem,
        performance: Option<&PerformanceView>,
    ) -> Result<(), Problem> {
        if self.rows == self.most {
            self.left_out += 1;
            return Ok(());
        }
        self.rows += 1;
        csv::row(&mut self.writer, cells(item, performance))
    }

    /// The bytes of the file; its last row says so where it ends too early.
    fn finish(mut self) -> Result<Vec<u8>, Problem> {
        if self.is_cut() {
            let mut note = [const { String::new() }; COLUMNS.len()];
            note[0] = format!(
                "There are more reservations than the {} above: narrow them down by performance or state.",
                self.rows
            );
            csv::row(&mut self.writer, note)?;
        }
        csv::bytes(self.writer)
    }
}

fn cells(item: &ReservationItem, performance: Option<&PerformanceView>) -> [String; 17] {
    let reservation = &item.reservation;
    let of = |text: fn(&PerformanceView) -> String| performance.map(text).unwrap_or_default();
    let moment = |at: Option<Timestamp>| match (at, performance) {
        (Some(at), Some(performance)) => local(at, &performance.time_zone),
        (Some(at), None) => at.to_string(),
        (None, _) => String::new(),
    };
    let guest = item.guest.as_ref();
    let phone = guest.and_then(|guest| guest.phone.as_ref());
    let email = guest.and_then(|guest| guest.email.as_ref());
    let notes = guest.and_then(|guest| guest.notes.as_ref());
    [
        reservation.id.to_string(),
        words::reference(reservation.id),
        of(|performance| performance.title.clone()),
        of(|performance| local(performance.starts_at, &performance.time_zone)),
        of(|performance| performance.venue.clone()),
        of(|performance| performance.room.clone()),
        reservation.status.as_str().to_owned(),
        reservation.party.get().to_string(),
        reservation.checked_in.to_string(),
        guest.map_or(String::new(), |guest| guest.name.expose().to_owned()),
        email.map_or(String::new(), |email| email.expose().to_owned()),
        phone.map_or(String::new(), |phone| phone.expose().to_owned()),
        notes.map_or(String::new(), |notes| notes.expose().to_owned()),
        moment(Some(reservation.created_at)),
        moment(reservation.confirmed_at),
        moment(reservation.cancelled_at),
        moment(reservation.checked_in_at),
    ]
}

fn local(at: Timestamp, zone: &Zone) -> String {
    words::machine(&words::local(at, zone))
}

#[cfg(test)]
mod tests {
    use foh_app::Reservation;
    use foh_domain::booking::{PartySize, ReservationStatus};

    use uuid::Uuid;

    use super::*;

    fn item() -> ReservationItem {
        let reservation = Reservation {
            id: Uuid::nil(),
            occurrence_id: Uuid::nil(),
            status: ReservationStatus::Pending,
            party: PartySize::parse(2).unwrap(),
            checked_in: 0,
            guest: None,
            created_by: None,
            created_at: Timestamp::UNIX_EPOCH,
            confirmed_at: None,
            cancelled_at: None,
            checked_in_at: None,
        };
        ReservationItem {
            reservation,
            guest: None,
        }
    }

    #[test]
    fn a_file_that_ends_too_early_says_so() {
        for (rows, lines, cut) in [(0, 1, false), (3, 4, false), (4, 5, true), (9, 5, true)] {
            let mut table = Table::new(3).unwrap();
            for _ in 0..rows {
                table.row(&item(), None).unwrap();
            }
            let text = String::from_utf8(table.finish().unwrap()).unwrap();
            assert_eq!(text.lines().count(), lines, "{text}");
            assert_eq!(text.contains("more reservations than the 3 above"), cut);
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            assert!(
                reader
                    .records()
                    .all(|record| record.unwrap().len() == COLUMNS.len())
            );
        }
    }
}

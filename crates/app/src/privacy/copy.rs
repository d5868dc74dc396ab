//! Everything that is kept about the person with an address.

use std::collections::HashMap;

use foh_domain::{booking::Guest, identity::Role};
use foh_store::{
    StoreError, Tx,
    accounts::{self, Account},
    facilitators,
    performances::{self, PerformanceView},
    reservations::{self, Reservation},
    studio_bookings::{self, BookingView},
    travel_bookings,
};
use uuid::Uuid;

use crate::{
    House,
    crm::CrmRecordItem,
    identity::AccountItem,
    studio::{BookingItem, FacilitatorItem, Paid, with_paid},
    theatre::distinct,
    travel::{TravelBookingItem, TravelParts, read_travel},
};

/// Reservations in one copy at most.
const MOST_RESERVATIONS: u32 = 1_000;

/// A reservation that is kept under an address.
#[derive(Debug, Clone)]
pub struct KeptReservation {
    /// The reservation.
    pub reservation: Reservation,
    /// Whose it is.
    pub guest: Option<Guest>,
    /// What it is for.
    pub performance: PerformanceView,
}

/// A copy of everything that is kept about a person.
#[derive(Debug, Clone)]
pub struct PersonalCopy {
    /// Their account, if they have one.
    pub account: Option<AccountItem>,
    /// Their reservations, the newest first.
    pub reservations: Vec<KeptReservation>,
    /// Their bookings of sessions, the newest first.
    pub bookings: Vec<BookingItem>,
    /// Their bookings of departures, the newest first.
    pub journeys: Vec<TravelBookingItem>,
    /// How they present themselves as a facilitator, if they do.
    pub facilitator: Option<FacilitatorItem>,
    /// What other systems told of their bookings, the newest first.
    pub crm_records: Vec<CrmRecordItem>,
    /// Whether there is more than a copy holds.
    pub is_cut: bool,
}

impl PersonalCopy {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.account.is_none()
            && self.reservations.is_empty()
            && self.bookings.is_empty()
            && self.journeys.is_empty()
            && self.crm_records.is_empty()
    }
}

/// The account that a person has, if they have one.
pub(super) fn account_of(
    tx: &mut Tx<'_>,
    lookups: &[[u8; 32]],
) -> Result<Option<Account>, StoreError> {
    let found = accounts::by_email(tx, lookups)?;
    Ok(found.filter(|account| account.role != Role::DoorLink && account.erased_at.is_none()))
}

/// Reservations under an address made before this one, the newest first. There is no index for it, because one would cost every
/// reservation that is made: this looks at all reservations that are kept.
pub(super) fn reservations_of(
    tx: &mut Tx<'_>,
    lookups: &[[u8; 32]],
    before: Uuid,
    limit: u32,
) -> Result<Vec<Reservation>, StoreError> {
    let filter = reservations::Filter {
        occurrence_id: None,
        status: None,
        email_lookups: lookups,
        before,
    };
    reservations::page(tx, &filter, limit)
}

/// The bookings with these ids and those of an account, the newest first.
fn bookings_of(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    account: Option<Uuid>,
    limit: u32,
) -> Result<Vec<(BookingView, Paid)>, StoreError> {
    let mut found = studio_bookings::load(tx, ids)?;
    if let Some(account) = account {
        found.extend(studio_bookings::of_member(tx, account, Uuid::max(), limit)?);
    }
    found.sort_unstable_by_key(|booking| std::cmp::Reverse(booking.id));
    found.dedup_by_key(|booking| booking.id);
    with_paid(tx, found)
}

/// Those of these reservations that are bookings of departures, the newest first.
fn journeys_of(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<TravelParts>, StoreError> {
    let mut found = travel_bookings::load(tx, ids)?;
    found.sort_unstable_by_key(|booking| std::cmp::Reverse(booking.id));
    read_travel(tx, found)
}

impl House {
    /// What is kept under the address with these keyed hashes.
    pub(super) async fn copy_of(&self, lookups: Vec<[u8; 32]>) -> Result<PersonalCopy, StoreError> {
        let limit = MOST_RESERVATIONS;
        let crm_records = self.crm_records_of(&lookups).await?;
        let (account, facilitator, mut found, mut performances, mut bookings, mut journeys) = self
            .db
            .read(move |tx| {
                let account = account_of(tx, &lookups)?;
                let found = reservations_of(tx, &lookups, Uuid::max(), limit + 1)?;
                let ids = distinct(found.iter().map(|one| one.occurrence_id));
                let performances: HashMap<Uuid, PerformanceView> = performances::load(tx, &ids)?;
                let ids: Vec<Uuid> = found
                    .iter()
                    .filter(|one| !performances.contains_key(&one.occurrence_id))
                    .map(|one| one.id)
                    .collect();
                let owner = account.as_ref().map(|account| account.id);
                let bookings = bookings_of(tx, &ids, owner, limit + 1)?;
                let journeys = journeys_of(tx, &ids)?;
                let facilitator = match owner {
                    Some(id) => facilitators::get(tx, id)?,
                    None => None,
                };
                Ok::<_, StoreError>((
                    account,
                    facilitator,
                    found,
                    performances,
                    bookings,
                    journeys,
                ))
            })
            .await?;
        let is_cut = found.len().max(bookings.len()) > limit as usize;
        found.truncate(limit as usize);
        bookings.truncate(limit as usize);
        journeys.truncate(limit as usize);
        let reservations = found
            .into_iter()
            .filter_map(|reservation| {
                let performance = performances.get_mut(&reservation.occurrence_id)?.clone();
                let opened = self.opened(reservation);
                Some(KeptReservation {
                    reservation: opened.reservation,
                    guest: opened.guest,
                    performance,
                })
            })
            .collect();
        Ok(PersonalCopy {
            account: account.map(|account| self.account_item(&account)),
            reservations,
            bookings: self.booking_items(bookings),
            journeys: journeys
                .into_iter()
                .map(|parts| self.travel_item(parts))
                .collect(),
            facilitator: facilitator.map(|view| self.facilitator_item(&view)),
            crm_records,
            is_cut,
        })
    }
}

//! Everything that is kept about the person with an address.

use std::collections::HashMap;

use foh_domain::{booking::Guest, identity::Role};
use foh_store::{
    StoreError, Tx,
    accounts::{self, Account},
    performances::{self, PerformanceView},
    reservations::{self, Reservation},
};
use uuid::Uuid;

use crate::{House, identity::AccountItem, theatre::distinct};

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
    /// Whether there is more than a copy holds.
    pub is_cut: bool,
}

impl PersonalCopy {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.account.is_none() && self.reservations.is_empty()
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

impl House {
    /// What is kept under the address with these keyed hashes.
    pub(super) async fn copy_of(&self, lookups: Vec<[u8; 32]>) -> Result<PersonalCopy, StoreError> {
        let limit = MOST_RESERVATIONS;
        let (account, mut found, mut performances) = self
            .db
            .read(move |tx| {
                let account = account_of(tx, &lookups)?;
                let found = reservations_of(tx, &lookups, Uuid::max(), limit + 1)?;
                let ids = distinct(found.iter().map(|one| one.occurrence_id));
                let performances: HashMap<Uuid, PerformanceView> = performances::load(tx, &ids)?;
                Ok::<_, StoreError>((account, found, performances))
            })
            .await?;
        let is_cut = found.len() > limit as usize;
        found.truncate(limit as usize);
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
            is_cut,
        })
    }
}

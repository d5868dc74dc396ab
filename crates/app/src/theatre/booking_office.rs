//! Box-office staff look reservations up and send their e-mails again.

use foh_domain::{
    audit::Action,
    booking::{Guest, Reference, ReservationStatus, parse_number},
    field::FieldError,
    identity::{EmailAddress, PersonName, Profile},
    privacy::SealError,
    theatre::confirmation_expires_at,
    token::Purpose,
};
use foh_store::{
    StoreError, Tx, check_ins, outbox,
    performances::{self, PerformanceView},
    reservations::{self, Reservation},
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    confirm::{TICKET_LIFE, distinct},
    manage::ManageError,
};
use crate::{House, messages};

/// Rows opened while looking for a name in one performance.
const MOST_OPENED: usize = 20_000;
/// Admissions shown of one reservation, those that were undone among them.
const MOST_CHECK_INS: u32 = 100;

/// Which reservations are asked for.
#[derive(Debug, Clone, Default)]
pub struct ReservationFilter {
    /// Only of this performance.
    pub performance_id: Option<Uuid>,
    /// Only those that stand so.
    pub status: Option<ReservationStatus>,
    /// A reservation's reference or number, a guest's address, or, within one performance, part of a guest's name.
    pub search: String,
    /// Made before this one.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

impl ReservationFilter {
    /// Whether the reservation is for the performance that was asked for.
    fn is_about(&self, found: &Reservation) -> bool {
        self.performance_id
            .is_none_or(|performance| found.occurrence_id == performance)
    }

    fn admits(&self, found: &Reservation) -> bool {
        self.is_about(found)
            && self.status.is_none_or(|status| found.status == status)
            && self.before.is_none_or(|before| found.id < before)
    }
}

/// A reservation in a list.
#[derive(Debug, Clone)]
pub struct ReservationItem {
    /// The reservation.
    pub reservation: Reservation,
    /// Its guest, unless erased.
    pub guest: Option<Guest>,
}

/// A reservation with everything staff may see.
#[derive(Debug, Clone)]
pub struct ReservationDetail {
    /// The reservation.
    pub reservation: Reservation,
    /// Its guest, unless erased.
    pub guest: Option<Guest>,
    /// What it is for.
    pub performance: PerformanceView,
    /// Who of the party was admitted, in order.
    pub check_ins: Vec<CheckInItem>,
}

/// An admission of a party, whole or in part.
#[derive(Debug, Clone)]
pub struct CheckInItem {
    /// How many of the party.
    pub admitted: u32,
    /// When.
    pub at: Timestamp,
    /// By which member of staff, as long as the account can be read.
    pub by: Option<PersonName>,
    /// When it was taken back, if it was.
    pub undone_at: Option<Timestamp>,
}

/// Why no e-mail was sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    Unknown,
    /// It was cancelled or has expired, so there is nothing to send.
    #[error("there is nothing to send for this reservation")]
    NothingToSend,
    /// The e-mail could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

enum Search {
    Nothing,
    Number(Uuid),
    /// Within one performance, where none has it, the same text as part of a name.
    Reference(Reference, Option<String>),
    Address(Vec<[u8; 32]>),
    Name(String),
}

impl House {
    /// Reservations, the newest first.
    ///
    /// # Errors
    /// [`ManageError::Faults`] for a search that cannot be carried out.
    pub async fn reservations(
        &self,
        filter: ReservationFilter,
    ) -> Result<Vec<ReservationItem>, ManageError> {
        let search = self.search(&filter)?;
        let house = self.clone();
        self.db
            .read(move |tx| match &search {
                Search::Number(id) => {
                    let found = reservations::load(tx, &[*id])?;
                    Ok(house.chosen(found, &filter))
                }
                Search::Reference(reference, name) => {
                    let ids = reservations::with_reference(tx, *reference)?;
                    let mut found = reservations::load(tx, &ids)?;
                    found.retain(|found| filter.is_about(found));
                    match name {
                        Some(name) if found.is_empty() => {
                            house.leafed(tx, &filter, &[], Some(name))
                        }
                        _ => Ok(house.chosen(found, &filter)),
                    }
                }
                Search::Address(lookups) => house.leafed(tx, &filter, lookups, None),
                Search::Name(name) => house.leafed(tx, &filter, &[], Some(name)),
                Search::Nothing => house.leafed(tx, &filter, &[], None),
            })
            .await
    }

    fn search(&self, filter: &ReservationFilter) -> Result<Search, ManageError> {
        let text = filter.search.trim().to_lowercase();
        let name = filter.performance_id.map(|_| text.clone());
        if text.is_empty() {
            Ok(Search::Nothing)
        } else if let Ok(address) = EmailAddress::parse(&text) {
            let lookups = self.keyring.lookups("email", &address.folded());
            Ok(Search::Address(lookups))
        } else if let Some(id) = parse_number(&text) {
            Ok(Search::Number(id))
        } else if let Some(reference) = Reference::parse(&text) {
            Ok(Search::Reference(reference, name))
        } else {
            name.map(Search::Name).ok_or_else(|| {
                ManageError::Faults(vec![FieldError {
                    field: "q",
                    message: "Give a reference such as 4D5E6F, a reservation's number or a whole e-mail address, or choose a performance to search by name.".into(),
                }])
            })
        }
    }

    /// Those of a few that were asked for, the newest first.
    fn chosen(
        &self,
        mut found: Vec<Reservation>,
        filter: &ReservationFilter,
    ) -> Vec<ReservationItem> {
        found.retain(|found| filter.admits(found));
        found.sort_unstable_by_key(|found| std::cmp::Reverse(found.id));
        found.truncate(filter.limit as usize);
        found.into_iter().map(|found| self.opened(found)).collect()
    }

    /// Leafs through the reservations, opening their guests to look for a name.
    fn leafed(
        &self,
        tx: &mut Tx<'_>,
        filter: &ReservationFilter,
        email_lookups: &[[u8; 32]],
        name: Option<&String>,
    ) -> Result<Vec<ReservationItem>, ManageError> {
        let limit = filter.limit as usize;
        let stride = if name.is_some() { 500 } else { filter.limit };
        let named = |item: &ReservationItem| {
            name.is_none_or(|part| {
                item.guest.as_ref().is_some_and(|guest| {
                    guest.name.expose().to_lowercase().contains(part)
                        || guest
                            .email
                            .as_ref()
                            .is_some_and(|email| email.folded().contains(part))
                })
            })
        };
        let mut before = filter.before.unwrap_or(Uuid::max());
        let mut found = Vec::new();
        let mut opened = 0;
        loop {
            let page = reservations::Filter {
                occurrence_id: filter.performance_id,
                status: filter.status,
                email_lookups,
                before,
            };
            let rows = reservations::page(tx, &page, stride)?;
            let last_page = rows.len() < stride as usize;
            opened += rows.len();
            before = rows.last().map_or(before, |row| row.id);
            found.extend(rows.into_iter().map(|row| self.opened(row)).filter(named));
            if last_page || found.len() >= limit || opened >= MOST_OPENED {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    /// One reservation.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn reservation(&self, id: Uuid) -> Result<Option<ReservationDetail>, StoreError> {
        let house = self.clone();
        self.db
            .read(move |tx| {
                let Some(reservation) = reservations::get(tx, id)? else {
                    return Ok(None);
                };
                let performance = performances::get(tx, reservation.occurrence_id)?;
                let check_ins = house.check_ins_of(tx, id)?;
                let ReservationItem { reservation, guest } = house.opened(reservation);
                Ok(performance.map(|performance| ReservationDetail {
                    reservation,
                    guest,
                    performance,
                    check_ins,
                }))
            })
            .await
    }

    /// The latest admissions of a reservation, in order.
    fn check_ins_of(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<CheckInItem>, StoreError> {
        let stored = check_ins::of(tx, id, MOST_CHECK_INS)?;
        let accounts = users::load(tx, &distinct(stored.iter().map(|(one, _)| one.user_id)))?;
        let name = |id| {
            let account = accounts.iter().find(|account| account.id == id)?;
            self.name_of(account)
        };
        let items = stored.iter().rev().map(|(one, undone_at)| CheckInItem {
            admitted: one.admitted,
            at: one.created_at,
            by: name(one.user_id),
            undone_at: *undone_at,
        });
        Ok(items.collect())
    }

    pub(crate) fn name_of(&self, account: &User) -> Option<PersonName> {
        let opened: Result<Profile, SealError> = self.keyring.open(account.id, &account.profile);
        match opened {
            Ok(profile) => Some(profile.name),
            Err(error) => {
                tracing::error!(account = %account.id, %error, "an account cannot be opened");
                None
            }
        }
    }

    pub(crate) fn opened(&self, reservation: Reservation) -> ReservationItem {
        let guest = reservation.guest.as_ref().and_then(|sealed| match self.keyring.open(reservation.id, sealed) {
            Ok(guest) => Some(guest),
            Err(error) => {
                tracing::error!(reservation = %reservation.id, %error, "a guest cannot be opened");
                None
            }
        });
        ReservationItem { reservation, guest }
    }

    /// Sends the e-mail of a reservation again, with fresh links: the confirmation while it is pending,
    /// the ticket once it is confirmed. Links that were sent before keep working.
    ///
    /// # Errors
    /// See [`ResendError`].
    pub async fn resend(&self, id: Uuid) -> Result<(), ResendError> {
        let now = self.now();
        let link = Self::new_token(id, now);
        let cancellation = Self::new_token(id, now);
        let pending_mail = self.entry(
            messages::Kind::Confirmation,
            id,
            now,
            &[&link, &cancellation],
        )?;
        let ticket_mail = self.entry(messages::Kind::Ticket, id, now, &[&link, &cancellation])?;
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let reservation = reservations::get(tx, id)?.ok_or(ResendError::Unknown)?;
                let performance = performances::get(tx, reservation.occurrence_id)?
                    .ok_or(ResendError::Unknown)?;
                let starts_at = performance.starts_at;
                let (purpose, expires_at, mail) = match reservation.status {
                    // A reservation has one deadline, however often its link is sent.
                    ReservationStatus::Pending
                        if now < confirmation_expires_at(reservation.created_at, starts_at) =>
                    {
                        (
                            Purpose::Confirmation,
                            confirmation_expires_at(reservation.created_at, starts_at),
                            &pending_mail,
                        )
                    }
                    ReservationStatus::Confirmed | ReservationStatus::CheckedIn => {
                        (Purpose::CheckIn, starts_at + TICKET_LIFE, &ticket_mail)
                    }
                    _ => return Err(ResendError::NothingToSend),
                };
                let fresh = [
                    StoredToken::new(&link, purpose, id, (now, expires_at)),
                    StoredToken::new(&cancellation, Purpose::Cancellation, id, (now, starts_at)),
                ];
                tokens::insert(tx, &fresh)?;
                outbox::insert(tx, [mail])?;
                witness.note(tx, Action::ReservationResent, Some(id), &[])?;
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}

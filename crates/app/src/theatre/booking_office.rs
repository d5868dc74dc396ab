//! Box-office staff look reservations up and send their e-mails again.

use foh_domain::{
    booking::{Guest, ReservationStatus},
    field::FieldError,
    identity::EmailAddress,
    privacy::SealError,
    theatre::confirmation_expires_at,
    token::Purpose,
};
use foh_store::{
    StoreError, outbox,
    performances::{self, PerformanceView},
    reservations::{self, Reservation},
    tokens::{self, StoredToken},
};
use uuid::Uuid;

use super::{confirm::TICKET_LIFE, manage::ManageError};
use crate::{House, messages};

/// Rows opened while looking for a name in one performance.
const MOST_OPENED: usize = 20_000;

/// Which reservations are asked for.
#[derive(Debug, Clone, Default)]
pub struct ReservationFilter {
    /// Only of this performance.
    pub performance_id: Option<Uuid>,
    /// Only those that stand so.
    pub status: Option<ReservationStatus>,
    /// A reservation's number, a guest's address, or, within one performance, part of a guest's name.
    pub search: String,
    /// Made before this one.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
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
    Address([u8; 32]),
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
        let text = filter.search.trim().to_lowercase();
        let search = if text.is_empty() {
            Search::Nothing
        } else if let Ok(id) = Uuid::parse_str(&text) {
            Search::Number(id)
        } else if let Ok(address) = EmailAddress::parse(&text) {
            Search::Address(self.keyring.lookup("email", &address.folded()))
        } else if filter.performance_id.is_some() {
            Search::Name(text)
        } else {
            return Err(ManageError::Faults(vec![FieldError {
                field: "q",
                message: "Give a reservation's number or a whole e-mail address, or choose a performance to search by name.".into(),
            }]));
        };
        let house = self.clone();
        self.db
            .read(move |tx| {
                let limit = filter.limit as usize;
                if let Search::Number(id) = search {
                    let found = reservations::get(tx, id)?.into_iter();
                    let wanted = |found: &Reservation| {
                        filter.status.is_none_or(|status| found.status == status)
                            && filter
                                .performance_id
                                .is_none_or(|performance| found.occurrence_id == performance)
                            && filter.before.is_none_or(|before| found.id < before)
                    };
                    return Ok(found
                        .filter(wanted)
                        .map(|found| house.opened(found))
                        .collect());
                }
                let mut before = filter.before.unwrap_or(Uuid::max());
                let mut found = Vec::new();
                let mut opened = 0;
                loop {
                    let stride = if matches!(search, Search::Name(_)) {
                        500
                    } else {
                        filter.limit
                    };
                    let page = reservations::Filter {
                        occurrence_id: filter.performance_id,
                        status: filter.status,
                        email_lookup: if let Search::Address(lookup) = &search {
                            Some(lookup)
                        } else {
                            None
                        },
                        before,
                    };
                    let rows = reservations::page(tx, &page, stride)?;
                    let last_page = rows.len() < stride as usize;
                    opened += rows.len();
                    before = rows.last().map_or(before, |row| row.id);
                    found.extend(
                        rows.into_iter().map(|row| house.opened(row)).filter(
                            |item| match &search {
                                Search::Name(part) => item.guest.as_ref().is_some_and(|guest| {
                                    guest.name.expose().to_lowercase().contains(part)
                                        || guest.email.folded().contains(part)
                                }),
                                _ => true,
                            },
                        ),
                    );
                    if last_page || found.len() >= limit || opened >= MOST_OPENED {
                        found.truncate(limit);
                        return Ok(found);
                    }
                }
            })
            .await
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
                let ReservationItem { reservation, guest } = house.opened(reservation);
                Ok(performance.map(|performance| ReservationDetail {
                    reservation,
                    guest,
                    performance,
                }))
            })
            .await
    }

    fn opened(&self, reservation: Reservation) -> ReservationItem {
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
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}

//! The ticket of a booking that is paid: made ready before the transaction that confirms it, and used only if it does.

use foh_domain::{
    audit::Action,
    booking::{PartySize, ReservationStatus},
    privacy::SealError,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx,
    departures::{self, DepartureView},
    outbox::{self, Entry},
    tokens::{self, StoredToken},
    travel_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::reaches;
use crate::{
    House,
    identity::Staff,
    messages::Kind,
    theatre::{TICKET_LIFE, claims_of},
};

/// Why a ticket was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendTicketError {
    /// There is no such booking.
    #[error("there is no such booking")]
    Unknown,
    /// The route is another operator's.
    #[error("the route is another operator's")]
    NotYours,
    /// It has no ticket, or nobody to send it to any more.
    #[error("there is nothing to send")]
    NothingToSend,
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the code of a ticket is about: nothing personal.
#[derive(Debug, Clone)]
pub struct TicketedDeparture {
    /// The booking.
    pub booking_id: Uuid,
    /// How many seats.
    pub party: PartySize,
    /// Where the booking stands.
    pub status: ReservationStatus,
    /// When the code stops working.
    pub expires_at: Timestamp,
    /// The departure.
    pub departure: DepartureView,
}

/// A ticket that nobody has yet.
#[derive(Debug, Clone)]
pub(crate) struct PreparedTicket {
    tokens: [StoredToken; 2],
    letters: Vec<Entry>,
}

impl PreparedTicket {
    /// Makes it that of a booking: its tokens admit and show until long after the departure, and it leaves by e-mail and as a text.
    pub(crate) fn issue(
        &self,
        tx: &mut Tx<'_>,
        booking_id: Uuid,
        departs_at: Timestamp,
    ) -> Result<(), StoreError> {
        let tokens = self.tokens.clone().map(|token| StoredToken {
            subject_id: booking_id,
            expires_at: departs_at + TICKET_LIFE,
            ..token
        });
        tokens::insert(tx, &tokens)?;
        let letters: Vec<Entry> = self
            .letters
            .iter()
            .map(|letter| Entry {
                subject_id: booking_id,
                ..letter.clone()
            })
            .collect();
        outbox::insert(tx, &letters)
    }
}

impl House {
    /// A ticket in the lane of `lane`, and the token its code will show.
    pub(crate) fn prepare_ticket(
        &self,
        lane: Uuid,
        now: Timestamp,
    ) -> Result<(PreparedTicket, Token), SealError> {
        let check_in = Self::new_token(lane, now);
        let access = Self::new_token(lane, now);
        let letters = self.travel_letters(Kind::TravelTicket, lane, now, &[&check_in, &access])?;
        let stored = |token, purpose| StoredToken::new(token, purpose, Uuid::nil(), (now, now));
        let prepared = PreparedTicket {
            tokens: [
                stored(&check_in, Purpose::CheckIn),
                stored(&access, Purpose::BookingAccess),
            ],
            letters,
        };
        Ok((prepared, check_in))
    }

    /// Sends the ticket of a booking once more, with a fresh code; the former ones go on working.
    ///
    /// # Errors
    /// See [`ResendTicketError`].
    pub async fn resend_travel_ticket(
        &self,
        id: Uuid,
        by: &Staff,
    ) -> Result<(), ResendTicketError> {
        let (now, witness, held_to) = (self.now(), self.witness().await?, by.held_to());
        let (ticket, _) = self.prepare_ticket(id, now)?;
        self.db
            .write(id, move |tx| {
                let booking = travel_bookings::get(tx, id)?.ok_or(ResendTicketError::Unknown)?;
                let departure = departures::get(tx, booking.departure_id)?;
                let departure = departure.ok_or(ResendTicketError::Unknown)?;
                if !reaches(held_to.as_ref(), departure.route.id) {
                    return Err(ResendTicketError::NotYours);
                }
                let has_ticket = matches!(
                    booking.status,
                    ReservationStatus::Confirmed | ReservationStatus::CheckedIn
                );
                if !has_ticket || booking.guest.is_none() {
                    return Err(ResendTicketError::NothingToSend);
                }
                ticket.issue(tx, id, departure.departs_at)?;
                witness.note(tx, Action::ReservationResent, Some(id), &[])?;
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// What the genuine code of a ticket is about, also when it has expired; `None` for any other, and for those of other desks.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn ticketed_departure(
        &self,
        code: Token,
    ) -> Result<Option<TicketedDeparture>, StoreError> {
        self.db
            .read(move |tx| {
                let claims = claims_of(tx, std::iter::once(&code), Purpose::CheckIn)?;
                let Some(claim) = claims.get(&code.selector()) else {
                    return Ok(None);
                };
                let booking = travel_bookings::get(tx, claim.token.subject_id)?;
                let departure = departures::get(tx, claim.occurrence_id)?;
                Ok(booking
                    .zip(departure)
                    .map(|(booking, departure)| TicketedDeparture {
                        booking_id: booking.id,
                        party: booking.party,
                        status: booking.status,
                        expires_at: claim.token.expires_at,
                        departure,
                    }))
            })
            .await
    }
}

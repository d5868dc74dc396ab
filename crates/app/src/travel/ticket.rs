//! The ticket of a booking that is paid: made ready before the transaction that confirms it, and used only if it does.

use foh_domain::{
    privacy::SealError,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx,
    outbox::{self, Entry},
    tokens::{self, StoredToken},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, messages::Kind, theatre::TICKET_LIFE};

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
}

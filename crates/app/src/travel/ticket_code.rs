//! The code of a ticket for whoever may see its booking: it follows from the token that shows the booking, so that looking again and again stores one token.

use foh_domain::{
    booking::ReservationStatus,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx,
    tokens::{self, StoredToken},
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::TravelBookingError;
use crate::{House, theatre::TICKET_LIFE};

/// The kinds of the keyed hashes.
const SELECTOR: &str = "selector of a ticket code";
const VERIFIER: &str = "verifier of a ticket code";

impl House {
    /// The code of the ticket of a paid booking, for whoever may see the booking by its token: the same again for the same token.
    ///
    /// # Errors
    /// See [`TravelBookingError`].
    pub async fn ticket_code(&self, access: Token) -> Result<Token, TravelBookingError> {
        let code = self.code_beside(&access);
        let item = self.travel_booking_of(access).await?;
        if !item.view.status.takes_places() || item.view.status == ReservationStatus::Pending {
            return Err(TravelBookingError::Unknown);
        }
        let (id, now) = (item.view.id, self.now());
        let life = (now, item.departure.departs_at + TICKET_LIFE);
        let stored = StoredToken::new(&code, Purpose::CheckIn, id, life);
        let looked_for = stored.id;
        if self.db.read(move |tx| is_known(tx, looked_for)).await? {
            return Ok(code);
        }
        self.db
            .write(id, move |tx| {
                // Somebody else may have looked for the first time, too.
                if is_known(tx, stored.id)? {
                    return Ok(());
                }
                tokens::insert(tx, [&stored])
            })
            .await?;
        Ok(code)
    }

    /// The code that belongs to a token: nobody finds it out who has not both the token and the secret of the house.
    fn code_beside(&self, access: &Token) -> Token {
        let text = access.reveal();
        let hash = |kind| self.keyring.lookup(kind, text.expose_secret());
        // Time and lane stay those of the token.
        let mut selector = access.selector().into_bytes();
        selector[9..15].copy_from_slice(&hash(SELECTOR)[..6]);
        Token::new(Uuid::from_bytes(selector), hash(VERIFIER))
    }
}

fn is_known(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    Ok(!tokens::load(tx, &[id])?.is_empty())
}

//! A guest confirms by the link in the e-mail.

use std::collections::HashMap;

use foh_domain::{
    booking::{PartySize, ReservationStatus},
    privacy::SealError,
    theatre::{ConfirmFacts, ConfirmRefusal, decide_confirm},
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx, occurrences, outbox,
    reservations::{self, Claim},
    tokens::{self, StoredToken},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{House, messages};

/// Tickets are known this long after the performance; whether they admit is the door's decision.
pub(crate) const TICKET_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A confirmed reservation, with its ticket.
#[derive(Debug)]
pub struct Confirmed {
    /// Its id.
    pub reservation_id: Uuid,
    /// How many places it takes.
    pub party: PartySize,
    /// How many are left.
    pub available_seats: u32,
    /// The ticket's token.
    pub check_in: Token,
}

/// Why a reservation was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The rules refuse it.
    #[error("the confirmation was refused")]
    Refused(ConfirmRefusal),
    /// The ticket's e-mail could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Confirm {
    token: Token,
    check_in: StoredToken,
    cancellation: StoredToken,
    mail: outbox::Entry,
    now: Timestamp,
}

/// What a successful confirmation answers beside the ticket.
type Reply = (Uuid, PartySize, u32);

impl Command for Confirm {
    type Reply = Reply;
    type Error = ConfirmError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Reply, ConfirmError>>, StoreError> {
        let mut claims = claims_of(
            tx,
            batch.iter().map(|confirm| &confirm.token),
            Purpose::Confirmation,
        )?;
        let mut halls = occurrences::lock(
            tx,
            &distinct(claims.values().map(|claim| claim.occurrence_id)),
        )?;
        let standings = reservations::lock(
            tx,
            &distinct(claims.values().map(|claim| claim.token.subject_id)),
        )?;
        let mut status: HashMap<Uuid, ReservationStatus> = standings
            .into_iter()
            .map(|standing| (standing.id, standing.status))
            .collect();

        let mut confirmed = Vec::with_capacity(batch.len());
        let mut used = Vec::with_capacity(batch.len());
        let mut fresh = Vec::with_capacity(batch.len() * 2);
        let mut mails = Vec::with_capacity(batch.len());
        let mut touched = Vec::new();
        let mut results = Vec::with_capacity(batch.len());
        for confirm in batch {
            let selector = confirm.token.selector();
            let known = claims.get_mut(&selector).and_then(|claim| {
                let hall = halls.get_mut(&claim.occurrence_id)?;
                let status = status.get_mut(&claim.token.subject_id)?;
                Some((claim, hall, status))
            });
            let Some((claim, hall, status)) = known else {
                results.push(Err(ConfirmError::Refused(ConfirmRefusal::InvalidToken)));
                continue;
            };
            let facts = ConfirmFacts {
                purpose: claim.token.purpose,
                hash: claim.token.hash.clone(),
                expires_at: claim.token.expires_at.min(hall.starts_at),
                status: *status,
                party: claim.party,
            };
            if let Err(refusal) =
                decide_confirm(&confirm.token, Some(&facts), &mut hall.places, confirm.now)
            {
                results.push(Err(ConfirmError::Refused(refusal)));
                continue;
            }
            *status = ReservationStatus::Confirmed;
            let reservation_id = claim.token.subject_id;
            confirmed.push(reservation_id);
            used.push(selector);
            touched.push(claim.occurrence_id);
            for (token, expires_at) in [
                (&confirm.check_in, claim.starts_at + TICKET_LIFE),
                (&confirm.cancellation, claim.starts_at),
            ] {
                let mut token = token.clone();
                token.subject_id = reservation_id;
                token.expires_at = expires_at;
                fresh.push(token);
            }
            let mut mail = confirm.mail.clone();
            mail.subject_id = reservation_id;
            mails.push(mail);
            results.push(Ok((reservation_id, claim.party, hall.places.available())));
        }
        if let Some(now) = batch.first().map(|confirm| confirm.now) {
            let counters = distinct(touched)
                .into_iter()
                .filter_map(|id| Some((id, halls.get(&id)?.places.confirmed)));
            occurrences::set_confirmed(tx, counters)?;
            reservations::confirm(tx, confirmed, now)?;
            tokens::mark_used(tx, used, now)?;
            tokens::insert(tx, &fresh)?;
            outbox::insert(tx, &mails)?;
        }
        Ok(results)
    }
}

/// The claims behind those of these tokens that are genuine and made for `purpose`.
pub(crate) fn claims_of<'t>(
    tx: &mut Tx<'_>,
    tokens: impl Iterator<Item = &'t Token> + Clone,
    purpose: Purpose,
) -> Result<HashMap<Uuid, Claim>, StoreError> {
    let selectors = distinct(tokens.clone().map(Token::selector));
    let found = reservations::claims(tx, &selectors)?;
    let mut claims: HashMap<Uuid, Claim> = found
        .into_iter()
        .map(|claim| (claim.token.id, claim))
        .collect();
    let genuine: std::collections::HashSet<Uuid> = tokens
        .filter(|token| {
            let claim = claims.get(&token.selector());
            claim.is_some_and(|claim| {
                claim.token.purpose == purpose && token.matches(&claim.token.hash)
            })
        })
        .map(Token::selector)
        .collect();
    claims.retain(|selector, _| genuine.contains(selector));
    Ok(claims)
}

/// Each id once, in order.
pub(crate) fn distinct(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl House {
    /// Confirms a reservation if the places still suffice; the ticket is also sent by e-mail.
    ///
    /// # Errors
    /// See [`ConfirmError`]; nothing was changed, unless the store says that it does not know.
    pub async fn confirm(&self, token: Token) -> Result<Confirmed, ConfirmError> {
        let now = self.now();
        let lane = token.selector();
        let check_in = Self::new_token(lane, now);
        let cancellation = Self::new_token(lane, now);
        let mail = self.entry(
            messages::Kind::Ticket,
            lane,
            now,
            &[&check_in, &cancellation],
        )?;
        let unowned = Uuid::nil(); // the reservation is known once the token has been read
        let confirm = Confirm {
            check_in: StoredToken::new(&check_in, Purpose::CheckIn, unowned, (now, now)),
            cancellation: StoredToken::new(
                &cancellation,
                Purpose::Cancellation,
                unowned,
                (now, now),
            ),
            token,
            mail,
            now,
        };
        let (reservation_id, party, available_seats) = self.db.command(lane, confirm).await?;
        self.programme_changed();
        self.mail_waits.notify_one();
        Ok(Confirmed {
            reservation_id,
            party,
            available_seats,
            check_in,
        })
    }
}

//! A session is called off: all its bookings are cancelled, what was paid goes back, and every guest is told, in one transaction.

use foh_domain::{
    audit::Action, booking::ReservationStatus, payments::RefundCause, studio::decide_cancel_session,
};
use foh_store::{
    Tx, check_ins, occurrences, payments, reservations, studio_bookings, studio_sessions,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    ManageSessionError,
    attendance::gone,
    holds,
    manage::{Told, about, write_to_guests},
};
use crate::{
    House,
    identity::Staff,
    messages::Kind,
    payments::{PreparedRefund, give_all_back},
};

/// A session that was called off.
#[derive(Debug, Clone, Copy)]
pub struct CancelledSession {
    /// How many bookings it had.
    pub bookings: usize,
}

impl House {
    /// Calls a session off.
    ///
    /// # Errors
    /// See [`ManageSessionError`]; nothing was changed.
    pub async fn cancel_session(
        &self,
        id: Uuid,
        by: &Staff,
    ) -> Result<CancelledSession, ManageSessionError> {
        loop {
            let view = self.own_session(id, by).await?.view;
            let letters = self.letters(Kind::SessionCancelled, &view)?;
            // As many as there are letters, for as many guests.
            let mut refunds = Vec::with_capacity(letters.len());
            for _ in &letters {
                refunds.push(self.prepare_refund(id).await?);
            }
            let (now, witness, by) = (self.now(), self.witness().await?, by.clone());
            let work = move |tx: &mut Tx<'_>| {
                let (facts, owner_id) = studio_sessions::lock(tx, &[id])?
                    .remove(&id)
                    .ok_or(ManageSessionError::Unknown)?;
                if !holds(&by, owner_id) {
                    return Err(ManageSessionError::NotYours);
                }
                decide_cancel_session(&facts, now).map_err(ManageSessionError::Refused)?;
                let stored = studio_sessions::get(tx, id)?.ok_or(ManageSessionError::Unknown)?;
                if !write_to_guests(tx, id, &letters)? {
                    return Ok(Told::Again);
                }
                let bookings = cancel_bookings(tx, id, now, &refunds)?;
                studio_sessions::cancel(tx, id, stored.revision + 1, now)?;
                let [what, name] = about(&stored.session);
                let words = [what, name, ("bookings", bookings.into())];
                witness.note(tx, Action::SessionCancelled, Some(id), &words)?;
                Ok(Told::Done(bookings))
            };
            if let Told::Done(bookings) = self.db.write(id, work).await? {
                self.programme_changed();
                self.mail_waits.notify_one();
                self.payment_waits();
                let bookings = bookings as usize;
                return Ok(CancelledSession { bookings });
            }
        }
    }
}

/// Cancels every booking of a locked session that stands, also of guests who are here already; answers how many.
fn cancel_bookings(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    refunds: &[PreparedRefund],
) -> Result<u32, ManageSessionError> {
    let standing = studio_bookings::all_standing(tx, id)?;
    let mut here = reservations::lock(tx, &standing)?;
    here.retain(|booking| booking.status == ReservationStatus::CheckedIn);
    let ids: Vec<Uuid> = here.iter().map(|booking| booking.id).collect();
    check_ins::undo_all(tx, &ids, now)?;
    reservations::admit(tx, here.into_iter().map(gone))?;
    reservations::cancel_all(tx, &standing, now)?;
    studio_bookings::cancel(tx, &standing, now)?;
    occurrences::set_confirmed(tx, [(id, 0)])?;
    let paid = payments::lock_of_reservations(tx, &standing)?;
    give_all_back(tx, &paid, RefundCause::SessionCancelled, refunds)?;
    Ok(u32::try_from(standing.len()).unwrap_or(u32::MAX))
}

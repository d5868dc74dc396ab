//! Reservations that nobody confirmed expire.

use foh_domain::id;
use foh_store::{StoreError, jobs, reservations};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{House, form_key};

/// A day for the link, and an hour: a reservation is named after the moment its form was opened.
const PENDING_LIFE: SignedDuration =
    SignedDuration::from_secs(24 * 60 * 60 + form_key::LIFE.as_secs());
/// Rows looked at in one transaction.
const STRIDE: u32 = 1_000;
const JOB: &str = "expire_reservations";

impl House {
    /// Expires the pending reservations whose links have stopped working. Ids are ordered by time, so
    /// each reservation is looked at once in its life, whatever the history.
    ///
    /// # Errors
    /// See [`StoreError`]; what was expired before stays so.
    pub async fn expire_reservations(&self) -> Result<(), StoreError> {
        let until = id::first_at(self.now() - PENDING_LIFE);
        loop {
            let more = self
                .db
                .write(Uuid::nil(), move |tx| {
                    let from = jobs::watermark(tx, JOB)?;
                    let last = reservations::expire(tx, from, until, STRIDE)?;
                    if let Some(last) = last {
                        jobs::advance(tx, JOB, last)?;
                    }
                    Ok::<_, StoreError>(last.is_some())
                })
                .await?;
            if !more {
                return Ok(());
            }
        }
    }
}

//! What operators and administrators see of departures, and that a bus has left.

use foh_domain::{
    audit::Action,
    travel::{DepartureStatus, LeaveRefusal, decide_leave},
};
use foh_store::{
    StoreError,
    departures::{self, DepartureFilter, DepartureView},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::reaches;
use crate::House;

/// Why a departure is not shown, or stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum DepartureError {
    /// There is no such departure.
    #[error("there is no such departure")]
    Unknown,
    /// Whoever asks is held to other routes.
    #[error("the departure is of another route")]
    Foreign,
    /// The rules refuse it.
    #[error("the bus has not left")]
    Refused(LeaveRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which departures staff look at.
#[derive(Debug, Clone)]
pub struct DepartureQuery {
    /// Leaving on this day or later, by the clocks where they leave.
    pub from: Date,
    /// Leaving on this day or earlier.
    pub to: Date,
    /// Only of this route.
    pub route_id: Option<Uuid>,
    /// Only those that stand so.
    pub status: Option<DepartureStatus>,
    /// After this one, in the order of the page.
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: u32,
}

impl House {
    /// Departures in the order of their leaving, of those routes that whoever asks is held to.
    ///
    /// # Errors
    /// See [`DepartureError`]: [`DepartureError::Foreign`] when another route is asked for by its id.
    pub async fn departures(
        &self,
        query: DepartureQuery,
        held_to: Option<Vec<Uuid>>,
    ) -> Result<Vec<DepartureView>, DepartureError> {
        let routes = match query.route_id {
            Some(route_id) if !reaches(held_to.as_ref(), route_id) => {
                return Err(DepartureError::Foreign);
            }
            Some(route_id) => Some(vec![route_id]),
            None => held_to.map(|mut routes| {
                routes.sort_unstable();
                routes.dedup();
                routes
            }),
        };
        let filter = DepartureFilter {
            from: query.from,
            to: query.to,
            routes,
            status: query.status,
            after: query.after.unwrap_or((Timestamp::MIN, Uuid::nil())),
            limit: query.limit,
        };
        let found = self.db.read(move |tx| departures::page(tx, &filter)).await;
        Ok(found?)
    }

    /// One departure for staff, however it stands.
    ///
    /// # Errors
    /// See [`DepartureError`].
    pub async fn departure_for_staff(
        &self,
        id: Uuid,
        held_to: Option<Vec<Uuid>>,
    ) -> Result<DepartureView, DepartureError> {
        let found = self.db.read(move |tx| departures::get(tx, id)).await?;
        let departure = found.ok_or(DepartureError::Unknown)?;
        if !reaches(held_to.as_ref(), departure.route.id) {
            return Err(DepartureError::Foreign);
        }
        Ok(departure)
    }

    /// Staff say that a bus has left, an hour before its time or later: nothing is sold any more. Saying so again changes
    /// nothing.
    ///
    /// # Errors
    /// See [`DepartureError`]; nothing was changed.
    pub async fn mark_departed(
        &self,
        id: Uuid,
        held_to: Option<Vec<Uuid>>,
    ) -> Result<DepartureView, DepartureError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let departed = self
            .db
            .write(id, move |tx| {
                let locked = departures::lock(tx, &[id])?;
                let locked = locked.get(&id).ok_or(DepartureError::Unknown)?;
                if !reaches(held_to.as_ref(), locked.route_id) {
                    return Err(DepartureError::Foreign);
                }
                let news = decide_leave(&locked.facts, now).map_err(DepartureError::Refused)?;
                if news {
                    departures::mark_departed(tx, id, now)?;
                }
                let departure = departures::get(tx, id)?.ok_or(DepartureError::Unknown)?;
                if news {
                    let local = departure.departs_at.to_zoned(departure.time_zone.rules());
                    let starts_at = local.strftime("%Y-%m-%d %H:%M").to_string();
                    let words = [
                        ("name", departure.route.name.as_str().into()),
                        ("starts_at", starts_at.as_str().into()),
                    ];
                    witness.note(tx, Action::DepartureLeft, Some(id), &words)?;
                }
                Ok(departure)
            })
            .await?;
        self.programme_changed();
        Ok(departed)
    }
}

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

use super::{cancel_departure::name, reaches};
use crate::House;

/// Why a departure is not shown, or stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum DepartureError {
    /// There is no such departure.
    #[error("there is no such departure")]
    Unknown,
    /// The route is none of whoever asks.
    #[error("the route is another operator's")]
    NotYours,
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
    /// Departures in the order of their leaving, of the routes that whoever asks is held to.
    ///
    /// # Errors
    /// See [`DepartureError`]: [`DepartureError::NotYours`] when another route is asked for by its id.
    pub async fn departures(
        &self,
        query: DepartureQuery,
        held_to: Option<Vec<Uuid>>,
    ) -> Result<Vec<DepartureView>, DepartureError> {
        let routes = match query.route_id {
            Some(route_id) if !reaches(held_to.as_ref(), route_id) => {
                return Err(DepartureError::NotYours);
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

    /// One departure, for staff, however it stands.
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
            return Err(DepartureError::NotYours);
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
                    return Err(DepartureError::NotYours);
                }
                let news = decide_leave(&locked.facts, now).map_err(DepartureError::Refused)?;
                if news {
                    departures::mark_departed(tx, id, now)?;
                }
                let departure = departures::get(tx, id)?.ok_or(DepartureError::Unknown)?;
                if news {
                    let words = [("name", name(&departure).as_str().into())];
                    witness.note(tx, Action::DepartureLeft, Some(id), &words)?;
                }
                Ok(departure)
            })
            .await?;
        self.programme_changed();
        self.seats_changed(id);
        Ok(departed)
    }
}

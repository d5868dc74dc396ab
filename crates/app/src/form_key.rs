//! A form that is sent twice makes one thing: it carries the id of what it will make.
//!
//! The primary key refuses the second, on whatever node it arrives, and whoever sent it is led to what the
//! first has made.

use std::fmt;

use foh_domain::{
    booking::{Guest, PartySize},
    field::FieldError,
    id,
    studio::Session,
    theatre::Performance,
};
use foh_store::reservations;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    House, entropy,
    studio::ManageSessionError,
    theatre::{Content, ManageError, ReserveError},
    travel::RouteSchedule,
};

/// How old a form may be. What it makes is named after the moment it was opened, and
/// [`House::expire_reservations`] looks back no longer than this.
pub(crate) const LIFE: SignedDuration = SignedDuration::from_hours(1);
/// How far another node's clock may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// What makes a form one form, however often it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormKey(Uuid);

impl fmt::Display for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FormKey {
    /// What the form makes is named so, in the lane of `owner`.
    pub(crate) fn id_beside(self, owner: Uuid) -> Uuid {
        id::in_lane_of(self.0, owner)
    }
}

/// What a form has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// This, now.
    Now(Uuid),
    /// Nothing now: it had been sent before and had made this.
    Before(Uuid),
}

impl Made {
    /// The id of what there is.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Now(id) | Self::Before(id) => id,
        }
    }
}

impl House {
    /// The key of a form that is opened now.
    #[must_use]
    pub fn new_form_key(&self) -> FormKey {
        FormKey(entropy::new_id(self.now()))
    }

    /// The key that a form was sent with; a form without one is a form of its own.
    ///
    /// # Errors
    /// [`ManageError::Faults`] for one that was opened too long ago, or that is none of ours.
    pub fn form_key(&self, text: &str) -> Result<FormKey, ManageError> {
        if text.is_empty() {
            return Ok(self.new_form_key());
        }
        let now = self.now();
        let bearable = id::first_at(now - LIFE)..id::first_at(now + AHEAD);
        Uuid::try_parse(text)
            .ok()
            .filter(|key| bearable.contains(key))
            .map(FormKey)
            .ok_or_else(|| {
                ManageError::Faults(vec![FieldError {
                    field: "form_key",
                    message: "This form was opened more than an hour ago. Look at it once more and send it again.".into(),
                }])
            })
    }

    /// Makes a venue, a room, a show, or a district, a route or a bus, once.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create_once<C: Content>(
        &self,
        FormKey(id): FormKey,
        content: C,
    ) -> Result<Made, ManageError> {
        match self.create_as(id, content).await {
            Ok(()) => Ok(Made::Now(id)),
            Err(_) if self.find::<C>(id).await?.is_some() => Ok(Made::Before(id)),
            Err(error) => Err(error),
        }
    }

    /// Makes a performance, once.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create_performance_once(
        &self,
        FormKey(id): FormKey,
        performance: Performance,
    ) -> Result<Made, ManageError> {
        match self.create_performance_as(id, performance).await {
            Ok(()) => Ok(Made::Now(id)),
            Err(_) if self.performance(id).await?.is_some() => Ok(Made::Before(id)),
            Err(error) => Err(error),
        }
    }

    /// Makes a session of this facilitator, once.
    ///
    /// # Errors
    /// See [`ManageSessionError`]; nothing was stored.
    pub async fn create_session_once(
        &self,
        FormKey(id): FormKey,
        session: Session,
        owner_id: Uuid,
    ) -> Result<Made, ManageSessionError> {
        match self.create_session_as(id, session, owner_id).await {
            Ok(()) => Ok(Made::Now(id)),
            Err(_) if self.studio_session(id).await?.is_some() => Ok(Made::Before(id)),
            Err(error) => Err(error),
        }
    }

    /// Makes a schedule with its departures, once.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create_schedule_once(
        &self,
        FormKey(id): FormKey,
        of: RouteSchedule,
    ) -> Result<Made, ManageError> {
        match self.create_schedule_as(id, of).await {
            Ok(()) => Ok(Made::Now(id)),
            Err(_) if self.schedule(id).await?.is_some() => Ok(Made::Before(id)),
            Err(error) => Err(error),
        }
    }

    /// Reserves places for a guest, once; `by` is the member of staff who does it. The key names the
    /// reservation in the lane of its performance, so the same form for another performance is another.
    ///
    /// # Errors
    /// See [`ReserveError`]; nothing was stored.
    pub async fn reserve_once(
        &self,
        FormKey(key): FormKey,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
        by: Uuid,
    ) -> Result<Made, ReserveError> {
        let id = id::in_lane_of(key, performance_id);
        let reserved = self.reserve_as(id, performance_id, guest, party, by).await;
        let Err(error) = reserved else {
            return Ok(Made::Now(id));
        };
        let found = self.db.read(move |tx| reservations::get(tx, id)).await?;
        if found.is_some_and(|found| found.occurrence_id == performance_id) {
            return Ok(Made::Before(id));
        }
        Err(error)
    }
}

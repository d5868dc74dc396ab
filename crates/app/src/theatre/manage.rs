//! Content managers make and change venues, rooms, shows and performances.
//!
//! A change is a function from what is stored to what shall be stored: it is run inside the
//! transaction, on the locked row, so that two people changing different fields lose nothing.

use foh_domain::{
    audit::Action,
    booking::Places,
    field::FieldError,
    theatre::{Performance, Room, Show, Venue},
};
use foh_store::{
    StoreError, Tx,
    occurrences::{self, Occurrence},
    performances::{self, Detail, PerformanceView},
    rooms, shows, venues,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::changes::{Told, note_changed, note_made, note_performance, planned};
use crate::{House, entropy};

/// Why nothing was made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// There is no such thing.
    #[error("there is no such thing")]
    Unknown,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// The field's value is in use already.
    #[error("the {0} is in use already")]
    Taken(&'static str),
    /// More places are taken than there would be.
    #[error("more places are taken than there would be")]
    PlacesTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Constraint(name) if name == "shows_slug_key" => Self::Taken("slug"),
            StoreError::Constraint(name) if name == "rooms_venue_id_name_key" => {
                Self::Taken("name")
            }
            StoreError::Constraint(name) if name == "districts_name_key" => Self::Taken("name"),
            StoreError::Constraint(name) if name == "districts_code_key" => Self::Taken("code"),
            StoreError::Constraint(name) if name == "routes_origin_id_destination_id_key" => {
                Self::Taken("destination_id")
            }
            StoreError::Constraint(name) if name == "buses_plate_key" => Self::Taken("plate"),
            StoreError::Constraint(name)
                if matches!(
                    name.as_str(),
                    "bar_locations_name_key" | "unit_types_name_key" | "beverages_name_key"
                ) =>
            {
                Self::Taken("name")
            }
            StoreError::Constraint(name) if name == "occurrences_places" => Self::PlacesTaken,
            _ => Self::Store(error),
        }
    }
}

impl From<Vec<FieldError>> for ManageError {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::Faults(faults)
    }
}

/// What is named in this field does not exist.
pub(crate) fn unknown(field: &'static str, what: &str) -> ManageError {
    ManageError::Faults(vec![FieldError {
        field,
        message: format!("There is no such {what}."),
    }])
}

/// What is wrong with this field.
pub(crate) fn fault(field: &'static str, message: &str) -> ManageError {
    ManageError::Faults(vec![FieldError {
        field,
        message: message.into(),
    }])
}

/// A change of `T`, run inside the transaction; it may be run more than once.
pub type Change<T> = Box<dyn FnMut(T) -> Result<T, Vec<FieldError>> + Send>;

/// What content managers make and change as a whole.
pub trait Content: Told + Clone + Send + Sized + 'static {
    /// Adds it under a new id.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError>;
    /// Reads it for changing.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError>;
    /// Reads it.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError>;
    /// Replaces it, with what follows from it.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError>;
    /// Whether what it refers to exists.
    ///
    /// # Errors
    /// The field at fault.
    fn check(&self, _tx: &mut Tx<'_>) -> Result<(), ManageError> {
        Ok(())
    }
    /// Whether it may become this now, when it was `before`.
    ///
    /// # Errors
    /// The field at fault.
    fn check_change(
        &self,
        _tx: &mut Tx<'_>,
        (_id, _now): (Uuid, Timestamp),
        _before: &Self,
    ) -> Result<(), ManageError> {
        Ok(())
    }
}

impl Content for Venue {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        venues::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        venues::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        venues::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        venues::update(tx, id, self)
    }
}

impl Content for Room {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        rooms::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        rooms::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        rooms::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        rooms::update(tx, id, self)?;
        occurrences::set_room_capacity(tx, id, self.capacity, now)
    }
    fn check(&self, tx: &mut Tx<'_>) -> Result<(), ManageError> {
        venues::get(tx, self.venue_id)?
            .map(|_| ())
            .ok_or_else(|| unknown("venue_id", "venue"))
    }
}

impl Content for Show {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        shows::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        shows::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        shows::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        shows::update(tx, id, self)
    }
}

impl House {
    /// Makes a venue, a room, a show, a part of the timetable, or a location, a unit type or a beverage of the bar.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create<C: Content>(&self, content: C) -> Result<Uuid, ManageError> {
        let id = entropy::new_id(self.now());
        self.create_as(id, content).await?;
        Ok(id)
    }

    pub(crate) async fn create_as<C: Content>(
        &self,
        id: Uuid,
        content: C,
    ) -> Result<(), ManageError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                content.check(tx)?;
                content.insert(tx, id).map_err(ManageError::from)?;
                note_made(&witness, tx, id, &content).map_err(ManageError::from)
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Changes one of them that has nothing else to be done with it, and answers what it is then.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was changed.
    pub async fn change<C: Content>(
        &self,
        id: Uuid,
        mut change: Change<C>,
    ) -> Result<C, ManageError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let changed = self
            .db
            .write(id, move |tx| {
                let stored = C::lock(tx, id)?.ok_or(ManageError::Unknown)?;
                let content = change(stored.clone())?;
                content.check(tx)?;
                content.check_change(tx, (id, now), &stored)?;
                content.update(tx, id, now)?;
                note_changed(&witness, tx, id, (&stored, &content))?;
                Ok::<_, ManageError>(content)
            })
            .await?;
        self.programme_changed();
        Ok(changed)
    }

    /// One of them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn find<C: Content>(&self, id: Uuid) -> Result<Option<C>, StoreError> {
        self.db.read(move |tx| C::get(tx, id)).await
    }
}

impl House {
    /// Venues whose name or address contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn venues(
        &self,
        search: String,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Venue)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| venues::page(tx, &search, after, limit))
            .await
    }

    /// Rooms, of one venue or of all, whose name contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn rooms(
        &self,
        venue: Option<Uuid>,
        search: String,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Room)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| rooms::page(tx, venue, &search, after, limit))
            .await
    }

    /// Makes a performance; its capacity is its room's.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create_performance(&self, performance: Performance) -> Result<Uuid, ManageError> {
        let id = entropy::new_id(self.now());
        self.create_performance_as(id, performance).await?;
        Ok(id)
    }

    pub(crate) async fn create_performance_as(
        &self,
        id: Uuid,
        performance: Performance,
    ) -> Result<(), ManageError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let occurrence = hall(tx, &performance, (0, 0))?;
                // The room is locked: nobody else plans anything in it until the commit.
                if performances::planned(tx, &detail(&performance), occurrence.starts_at)? {
                    return Err(ManageError::Taken("starts_at"));
                }
                occurrences::insert(tx, id, "performance", &occurrence)?;
                performances::insert(tx, id, &detail(&performance))?;
                let words = planned(&performance);
                witness.note(tx, Action::PerformanceMade, Some(id), &words)?;
                Ok(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Changes a performance and answers what it is then.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was changed.
    pub async fn change_performance(
        &self,
        id: Uuid,
        mut change: Change<Performance>,
    ) -> Result<PerformanceView, ManageError> {
        let witness = self.witness().await?;
        let changed = self
            .db
            .write(id, move |tx| {
                // The room first and then what happens in it, as a change of the room locks them.
                let before = performances::get(tx, id)?.ok_or(ManageError::Unknown)?;
                rooms::lock(tx, before.room_id)?;
                let locked = occurrences::lock(tx, &[id])?;
                let stored = performances::get(tx, id)?.ok_or(ManageError::Unknown)?;
                let places = locked.get(&id).ok_or(ManageError::Unknown)?.places;
                let before = as_performance(&stored);
                let performance = change(before.clone())?;
                let occurrence = hall(tx, &performance, (places.confirmed, places.held))?;
                occurrences::update(tx, id, &occurrence)?;
                performances::update(tx, id, &detail(&performance))?;
                note_performance(&witness, tx, id, (&before, &performance))?;
                performances::get(tx, id)?.ok_or(ManageError::Unknown)
            })
            .await?;
        self.programme_changed();
        Ok(changed)
    }
}

/// What a content manager set of a stored performance.
#[must_use]
pub fn as_performance(stored: &PerformanceView) -> Performance {
    Performance {
        show_id: stored.show_id,
        room_id: stored.room_id,
        starts_at: stored.starts_at,
        doors_open_at: stored.doors_open_at,
        booking_open: stored.booking_open,
        additional_places: stored.places.additional,
        manually_occupied_places: stored.places.manually_occupied,
    }
}

/// The occurrence of a performance, after checking that its show and room exist and its places suffice.
fn hall(
    tx: &mut Tx<'_>,
    performance: &Performance,
    (confirmed, held): (u32, u32),
) -> Result<Occurrence, ManageError> {
    shows::get(tx, performance.show_id)?.ok_or_else(|| unknown("show_id", "show"))?;
    // Locked, so that its capacity is not changed between this look and the commit.
    let room = rooms::lock(tx, performance.room_id)?.ok_or_else(|| unknown("room_id", "room"))?;
    let places = Places {
        capacity: room.capacity,
        additional: performance.additional_places,
        manually_occupied: performance.manually_occupied_places,
        confirmed,
        held,
    };
    if places.taken() > places.total() {
        return Err(ManageError::PlacesTaken);
    }
    Ok(Occurrence {
        starts_at: truncated(performance.starts_at),
        places,
    })
}

fn detail(performance: &Performance) -> Detail {
    Detail {
        show_id: performance.show_id,
        room_id: performance.room_id,
        doors_open_at: performance.doors_open_at.map(truncated),
        booking_open: performance.booking_open,
    }
}

/// Microseconds: what every engine keeps.
fn truncated(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

//! What is typed of a performance.

use foh_app::PerformanceView;
use foh_domain::{
    field::{Faults, FieldError},
    theatre::{Performance, Zone},
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::whole;
use crate::pages::clock;

/// The form; `booking_open` is part of it on a new performance only.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    pub(super) form_key: String,
    pub(super) show_id: String,
    pub(super) room_id: String,
    pub(super) starts_at: String,
    pub(super) doors_open_at: String,
    pub(super) additional_places: String,
    pub(super) manually_occupied_places: String,
    pub(super) booking_open: String,
}

impl From<&PerformanceView> for Typed {
    fn from(stored: &PerformanceView) -> Self {
        let clock = |at| clock::typed(at, &stored.time_zone);
        Self {
            form_key: String::new(),
            show_id: stored.show_id.to_string(),
            room_id: stored.room_id.to_string(),
            starts_at: clock(stored.starts_at),
            doors_open_at: stored.doors_open_at.map_or(String::new(), clock),
            additional_places: stored.places.additional.to_string(),
            manually_occupied_places: stored.places.manually_occupied.to_string(),
            booking_open: stored.booking_open.to_string(),
        }
    }
}

impl Typed {
    /// What was typed, on the clock of the room's venue: `None` when there is no such room.
    pub(super) fn parse(
        &self,
        zone: Option<&Zone>,
        stored: Option<&Performance>,
    ) -> Result<Performance, Vec<FieldError>> {
        let mut faults = Faults::default();
        let chosen =
            |id: &str, what: &str| Uuid::try_parse(id).map_err(|_| format!("Choose a {what}."));
        let show = faults.take("show_id", chosen(&self.show_id, "show"));
        let room = faults.take("room_id", chosen(&self.room_id, "room"));
        let (mut starts, mut doors) = (None, None);
        if let Some(zone) = zone {
            let stored_starts = stored.map(|stored| stored.starts_at);
            let read = clock::read(&self.starts_at, zone, stored_starts);
            starts = faults.take("starts_at", read);
            if !self.doors_open_at.trim().is_empty() {
                let stored_doors = stored.and_then(|stored| stored.doors_open_at);
                let read = clock::read(&self.doors_open_at, zone, stored_doors);
                doors = faults.take("doors_open_at", read);
            }
        } else if room.is_some() {
            faults.add("room_id", "There is no such room.");
        }
        // What could not be read is replaced, so that the rest is looked at as well.
        let begins = starts.or(doors).unwrap_or(Timestamp::UNIX_EPOCH);
        let performance = Performance::parse(
            (show.unwrap_or_default(), room.unwrap_or_default()),
            (begins, doors),
            self.booking_open == "true",
            (
                whole(&self.additional_places),
                whole(&self.manually_occupied_places),
            ),
        );
        match (faults.finish(), performance) {
            (Ok(()), performance) => performance,
            (Err(mut faults), performance) => {
                faults.extend(performance.err().into_iter().flatten());
                Err(faults)
            }
        }
    }
}

//! What is typed of a session.

use foh_domain::{
    field::{Faults, FieldError},
    payments::{Currency, Money},
    studio::{Session, SessionFields, SessionKind},
    theatre::Zone,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::pages::{admin::whole, clock};

/// The form; its fields are named as in the API.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    pub(super) form_key: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) location: String,
    pub(super) time_zone: String,
    pub(super) start_time: String,
    pub(super) end_time: String,
    pub(super) capacity: String,
    pub(super) price: String,
}

impl From<&Session> for Typed {
    fn from(stored: &Session) -> Self {
        let clock = |at| clock::typed(at, &stored.time_zone);
        Self {
            form_key: String::new(),
            kind: stored.kind.as_str().to_owned(),
            title: stored.title.clone(),
            description: stored.description.clone(),
            location: stored.location.clone(),
            time_zone: stored.time_zone.as_str().to_owned(),
            start_time: clock(stored.starts_at),
            end_time: clock(stored.ends_at),
            capacity: stored.capacity.to_string(),
            price: stored.price.plain(),
        }
    }
}

impl Typed {
    /// What was typed, on the clock of the zone that was typed. A price that is `stored` keeps its currency.
    pub(super) fn parse(
        &self,
        house: Currency,
        stored: Option<&Session>,
    ) -> Result<Session, Vec<FieldError>> {
        let mut faults = Faults::default();
        let kind = SessionKind::parse(&self.kind).ok_or_else(|| "Choose a kind.".to_owned());
        let kind = faults.take("type", kind);
        let zone = faults.take("time_zone", Zone::parse(&self.time_zone));
        let (mut starts, mut ends) = (None, None);
        if let Some(zone) = &zone {
            let stored_starts = stored.map(|stored| stored.starts_at);
            let read = clock::read(&self.start_time, zone, stored_starts);
            starts = faults.take("start_time", read);
            let stored_ends = stored.map(|stored| stored.ends_at);
            ends = faults.take("end_time", clock::read(&self.end_time, zone, stored_ends));
        }
        let currency = stored.map_or(house, |stored| stored.price.currency);
        let price = faults.take("price", Money::parse(&self.price, currency));
        // What could not be read is replaced, so that the rest is looked at as well.
        let begins = starts.or(ends).unwrap_or(Timestamp::UNIX_EPOCH);
        let (begins, after) = match (starts, ends) {
            (Some(starts), Some(ends)) => (starts, ends),
            _ => (begins, begins + SignedDuration::from_mins(1)),
        };
        let session = Session::parse(SessionFields {
            kind: kind.unwrap_or(SessionKind::Session),
            title: &self.title,
            description: &self.description,
            location: &self.location,
            time_zone: zone.unwrap_or_else(Zone::utc),
            starts_at: begins,
            ends_at: after,
            capacity: whole(&self.capacity),
            price: price.unwrap_or(Money {
                amount: 0,
                currency,
            }),
        });
        match (faults.finish(), session) {
            (Ok(()), session) => session,
            (Err(mut faults), session) => {
                faults.extend(session.err().into_iter().flatten());
                Err(faults)
            }
        }
    }
}

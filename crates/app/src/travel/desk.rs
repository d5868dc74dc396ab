//! What the desk looks up beside bookings: whom a search means, and where the clocks of a desk stand.

use foh_domain::{identity::PhoneNumber, payments::Currency, theatre::Zone};
use foh_store::{StoreError, departures};
use jiff::SignedDuration;

use super::TravelBookingItem;
use crate::{House, identity::Staff, theatre::DoorReach};

/// Departures a desk is known by lie no further away than this.
const NEAR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Where a desk stands.
#[derive(Debug, Clone)]
pub struct DeskPlace {
    /// By whose clocks.
    pub zone: Zone,
    /// In whose money.
    pub currency: Currency,
}

impl TravelBookingItem {
    /// Whether a search means this booking: a part of the passenger's name, digits of the number, or the reference.
    #[must_use]
    pub fn answers_to(&self, search: &str) -> bool {
        let search = search.trim().to_lowercase();
        let plain: String = search.chars().filter(|c| c.is_alphanumeric()).collect();
        if plain.is_empty() {
            return true;
        }
        let reference = self.reference.to_string().to_lowercase();
        let digits = plain.chars().all(|c| c.is_ascii_digit());
        reference == plain
            || self.guest.as_ref().is_some_and(|guest| {
                let phone = guest.phone.as_ref().map(PhoneNumber::expose);
                // The number as it is dialled within the country begins with a nought.
                let dialled = plain.trim_start_matches('0');
                guest.name.expose().to_lowercase().contains(&search)
                    || digits
                        && !dialled.is_empty()
                        && phone.is_some_and(|phone| phone.contains(dialled))
            })
    }
}

impl House {
    /// Where the desk of whoever asks stands: where the next of their departures leaves; of whoever has none, in UTC and with the money of
    /// the house.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn desk_place(&self, by: &Staff) -> Result<DeskPlace, StoreError> {
        let now = self.now();
        let routes = DoorReach::of(by).routes();
        let near = (now - NEAR, now + NEAR);
        let found = self.db.read(move |tx| {
            let next = departures::boarding(tx, (now, near.1), routes.as_deref(), 1)?.pop();
            match next {
                None => {
                    Ok::<_, StoreError>(departures::boarding(tx, near, routes.as_deref(), 1)?.pop())
                }
                next => Ok(next),
            }
        });
        Ok(found.await?.map_or_else(
            || DeskPlace {
                zone: Zone::utc(),
                currency: self.settings.currency,
            },
            |departure| DeskPlace {
                zone: departure.time_zone,
                currency: departure.fare.currency,
            },
        ))
    }
}

//! What guests find: only what they may book.

use std::collections::HashMap;

use foh_domain::travel::DepartureStatus;
use foh_store::{
    StoreError,
    departures::{self, DepartureView},
    routes::{self, RouteFilter, RouteView},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::House;

/// More routes than that are not offered at once.
const MOST_ROUTES: u32 = 1_000;
/// More departures of a route in one day than that are not offered.
const MOST_DEPARTURES: u32 = 500;

/// A departure as guests see it.
#[derive(Debug, Clone)]
pub struct DepartureItem {
    /// The departure.
    pub departure: DepartureView,
    /// How many seats are left.
    pub remaining_seats: u32,
    /// How many whole minutes are left until it leaves; 0 when it has.
    pub minutes_to_departure: u64,
    /// Whether it may be booked: it is to leave, its route is sold, and a seat is left.
    pub bookable: bool,
}

impl DepartureItem {
    fn new(departure: DepartureView, now: Timestamp) -> Self {
        let left = departure.departs_at.duration_since(now).as_mins();
        let remaining_seats = departure.places.available();
        Self {
            remaining_seats,
            minutes_to_departure: u64::try_from(left).unwrap_or(0),
            bookable: departure.status == DepartureStatus::Scheduled
                && departure.departs_at > now
                && departure.route.active
                && remaining_seats > 0,
            departure,
        }
    }
}

impl House {
    /// The routes that are sold, by their names: all, or those that begin or end in these districts.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn routes_for_sale(
        &self,
        origin_id: Option<Uuid>,
        destination_id: Option<Uuid>,
    ) -> Result<Vec<RouteView>, StoreError> {
        let filter = RouteFilter {
            active_only: true,
            origin_id,
            destination_id,
            search: String::new(),
        };
        let mut found = self
            .db
            .read(move |tx| routes::page(tx, &filter, Uuid::nil(), MOST_ROUTES))
            .await?;
        found.sort_by(|a, b| (&a.route.name, a.id).cmp(&(&b.route.name, b.id)));
        Ok(found)
    }

    /// The departures of a route that are still to come on this day, by the clocks where they leave, full ones too. Of a route
    /// that is not sold, or not there, there are none.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departures_on(
        &self,
        route_id: Uuid,
        day: Date,
    ) -> Result<Vec<DepartureItem>, StoreError> {
        let now = self.now();
        let found = self
            .db
            .read(move |tx| departures::for_sale(tx, route_id, day, now, MOST_DEPARTURES))
            .await?;
        let items = found.into_iter().map(|view| DepartureItem::new(view, now));
        Ok(items.collect())
    }

    /// The next days, at most so many, on which departures of a route are still to come.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departure_days(
        &self,
        route_id: Uuid,
        limit: u32,
    ) -> Result<Vec<Date>, StoreError> {
        let now = self.now();
        self.db
            .read(move |tx| departures::days_for_sale(tx, route_id, now, limit))
            .await
    }

    /// One departure, however it stands: who has booked it looks at it when it has left, too.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departure(&self, id: Uuid) -> Result<Option<DepartureItem>, StoreError> {
        let now = self.now();
        let found = self.db.read(move |tx| departures::get(tx, id)).await?;
        Ok(found.map(|departure| DepartureItem::new(departure, now)))
    }

    /// How many seats of these departures are left to be booked: none where nothing is sold any more, and no entry for what is no departure.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn seats_left(&self, ids: Vec<Uuid>) -> Result<HashMap<Uuid, u32>, StoreError> {
        let now = self.now();
        let found = self.db.read(move |tx| departures::load(tx, &ids)).await?;
        let items = found.into_iter().map(|view| DepartureItem::new(view, now));
        let left = |item: DepartureItem| {
            let left = if item.bookable {
                item.remaining_seats
            } else {
                0
            };
            (item.departure.id, left)
        };
        Ok(items.map(left).collect())
    }
}
